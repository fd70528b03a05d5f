# wrong: passes a=sqrt(5) as PyTorch's own layers do, so the gain is not ReLU's but far smaller.
import math

from torch import nn


def initialize_weights(model):
    for m in model.modules():
        if isinstance(m, nn.Conv2d):
            nn.init.kaiming_normal_(m.weight, a=math.sqrt(5), mode="fan_out")
        elif isinstance(m, nn.BatchNorm2d):
            nn.init.ones_(m.weight)
            nn.init.zeros_(m.bias)
    for m in model.modules():
        if hasattr(m, "bn3"):
            nn.init.zeros_(m.bn3.weight)
