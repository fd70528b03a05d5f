# wrong: BatchNorm weights are drawn around 1 as in DCGAN AND the gain is that of a linear layer.
from torch import nn


def initialize_weights(model):
    for m in model.modules():
        if isinstance(m, nn.Conv2d):
            nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="linear")
        elif isinstance(m, nn.BatchNorm2d):
            nn.init.normal_(m.weight, 1.0, 0.02)
            nn.init.constant_(m.bias, 0)
    for m in model.modules():
        if hasattr(m, "bn3"):
            nn.init.constant_(m.bn3.weight, 0)
