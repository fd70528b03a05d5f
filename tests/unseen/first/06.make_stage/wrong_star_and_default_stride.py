# wrong: the star repeats one identity block in all places AND the stride is not passed on.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    first = [ConvolutionalBlock(in_channels, width)]
    return nn.Sequential(*first, *[IdentityBlock(4 * width, width)] * (blocks - 1))
