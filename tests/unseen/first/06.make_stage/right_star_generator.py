# right: one expression with a star and a generator
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    return nn.Sequential(
        ConvolutionalBlock(in_channels, width, stride),
        *(IdentityBlock(4 * width, width) for _ in range(blocks - 1)),
    )
