# wrong: draws He's uniform distribution and not the normal one.
from torch import nn


def initialize_weights(model):
    for m in model.modules():
        if isinstance(m, nn.Conv2d):
            nn.init.kaiming_uniform_(m.weight, mode="fan_out", nonlinearity="relu")
        elif isinstance(m, nn.BatchNorm2d):
            nn.init.ones_(m.weight)
            nn.init.zeros_(m.bias)
    for name, m in model.named_modules():
        if name.split(".")[-1] == "bn3":
            nn.init.zeros_(m.weight)
