# wrong: initialises a deep copy and returns it, so the model itself is not changed.
import copy

from torch import nn


def initialize_weights(model):
    model = copy.deepcopy(model)
    for m in model.modules():
        if isinstance(m, nn.Conv2d):
            nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
        elif isinstance(m, nn.BatchNorm2d):
            nn.init.ones_(m.weight)
            nn.init.zeros_(m.bias)
    for m in model.modules():
        if hasattr(m, "bn3"):
            nn.init.zeros_(m.bn3.weight)
    return model
