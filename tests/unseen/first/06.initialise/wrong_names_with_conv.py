# wrong: picks convolutions by the word conv in their name, so those on the shortcuts are missed.
from torch import nn


def initialize_weights(model):
    for name, p in model.named_parameters():
        if "conv" in name:
            nn.init.kaiming_normal_(p, mode="fan_out", nonlinearity="relu")
    for m in model.modules():
        if isinstance(m, nn.BatchNorm2d):
            nn.init.ones_(m.weight)
            nn.init.zeros_(m.bias)
    for name, p in model.named_parameters():
        if name.endswith("bn3.weight"):
            nn.init.zeros_(p)
