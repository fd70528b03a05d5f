# wrong: goes through children() and so reaches the stem but nothing inside the stages.
from torch import nn


def initialize_weights(model):
    for module in model.children():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)
        elif hasattr(module, "bn3"):
            nn.init.zeros_(module.bn3.weight)
