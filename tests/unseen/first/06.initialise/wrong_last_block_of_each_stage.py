# wrong: only the last block of every stage gets bn3 weight 0, not every block.
from torch import nn


def initialize_weights(model):
    for m in model.modules():
        if isinstance(m, nn.Conv2d):
            nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
        elif isinstance(m, nn.BatchNorm2d):
            nn.init.ones_(m.weight)
            nn.init.zeros_(m.bias)
    for stage in model.modules():
        if isinstance(stage, nn.Sequential) and hasattr(stage[-1], "bn3"):
            nn.init.zeros_(stage[-1].bn3.weight)
