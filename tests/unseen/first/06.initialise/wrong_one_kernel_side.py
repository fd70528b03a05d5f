# wrong: the fan counts the kernel's side once, C_out * k instead of C_out * k * k.
import math

import torch
from torch import nn


def initialize_weights(model):
    with torch.no_grad():
        for m in model.modules():
            if isinstance(m, nn.Conv2d):
                fan_out = m.out_channels * m.kernel_size[0]
                m.weight.normal_(0, math.sqrt(2 / fan_out))
            elif isinstance(m, nn.BatchNorm2d):
                m.weight.fill_(1)
                m.bias.fill_(0)
        for name, m in model.named_modules():
            if name.endswith("bn3"):
                m.weight.zero_()
