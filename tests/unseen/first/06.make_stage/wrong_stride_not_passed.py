# wrong: the stride is never handed to the first block, which always takes its default of 2.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    first = ConvolutionalBlock(in_channels, width)
    rest = [IdentityBlock(width * 4, width) for _ in range(blocks - 1)]
    return nn.Sequential(first, *rest)
