# wrong: bn3 is zeroed before the loop sets it to 1 again AND kaiming_normal_ is left at fan-in.
from torch import nn


def initialize_weights(model):
    for name, p in model.named_parameters():
        if name.endswith("bn3.weight"):
            nn.init.zeros_(p)
    for m in model.modules():
        if isinstance(m, nn.Conv2d):
            nn.init.kaiming_normal_(m.weight, nonlinearity="relu")
        elif isinstance(m, nn.BatchNorm2d):
            nn.init.ones_(m.weight)
            nn.init.zeros_(m.bias)
