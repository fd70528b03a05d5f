# wrong: uses the variance 2 / fan-out where normal_ wants the standard deviation.
from torch import nn


def initialize_weights(model):
    blocks = []
    for m in model.modules():
        if isinstance(m, nn.Conv2d):
            fan_out = m.out_channels * m.kernel_size[0] * m.kernel_size[1]
            nn.init.normal_(m.weight, 0.0, 2.0 / fan_out)
        elif isinstance(m, nn.BatchNorm2d):
            nn.init.constant_(m.weight, 1)
            nn.init.constant_(m.bias, 0)
        elif hasattr(m, "bn3"):
            blocks.append(m)
    for block in blocks:
        nn.init.constant_(block.bn3.weight, 0)
