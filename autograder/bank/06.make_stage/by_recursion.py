"""Built backwards, the last block first."""

from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels: int, width: int, blocks: int, stride: int) -> nn.Sequential:
    if blocks == 1:
        return nn.Sequential(ConvolutionalBlock(in_channels, width, stride))
    last = IdentityBlock(width * 4, width)
    return nn.Sequential(*make_stage(in_channels, width, blocks - 1, stride), last)
