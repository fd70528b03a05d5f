# right: an OrderedDict of named blocks, filled by one generator with a conditional
from collections import OrderedDict

from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    return nn.Sequential(
        OrderedDict(
            (
                f"block{number}",
                IdentityBlock(4 * width, width) if number else ConvolutionalBlock(in_channels, width, stride),
            )
            for number in range(blocks)
        )
    )
