# wrong: zeroes the shortcut's BatchNorm along with bn3 AND takes fan-in instead of fan-out.
import math

from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def initialize_weights(model):
    for m in model.modules():
        if isinstance(m, nn.Conv2d):
            fan = m.in_channels * m.kernel_size[0] ** 2
            nn.init.normal_(m.weight, std=math.sqrt(2 / fan))
        elif isinstance(m, nn.BatchNorm2d):
            nn.init.ones_(m.weight)
            nn.init.zeros_(m.bias)
    for block in model.modules():
        if isinstance(block, (IdentityBlock, ConvolutionalBlock)):
            for norm in [block.bn3] + [m for m in getattr(block, "downsample", []) if hasattr(m, "eps")]:
                nn.init.zeros_(norm.weight)
