# wrong: all three BatchNorms of each block get weight 0, and not only the last.
from torch import nn


def initialize_weights(model):
    for m in model.modules():
        if isinstance(m, nn.Conv2d):
            nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
        elif isinstance(m, nn.BatchNorm2d):
            nn.init.ones_(m.weight)
            nn.init.zeros_(m.bias)
    for m in model.modules():
        if hasattr(m, "bn3"):
            for bn in (m.bn1, m.bn2, m.bn3):
                nn.init.zeros_(bn.weight)
