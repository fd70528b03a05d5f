# wrong: the normal distribution is cut off at two deviations, so the weights are an eighth too small.
from torch import nn


def initialize_weights(model):
    for m in model.modules():
        if isinstance(m, nn.Conv2d):
            k = m.kernel_size[0]
            std = (2 / (m.out_channels * k * k)) ** 0.5
            nn.init.trunc_normal_(m.weight, mean=0.0, std=std, a=-2 * std, b=2 * std)
        elif isinstance(m, nn.BatchNorm2d):
            nn.init.ones_(m.weight)
            nn.init.zeros_(m.bias)
    for m in model.modules():
        if getattr(m, "bn3", None) is not None:
            nn.init.zeros_(m.bn3.weight)
