# right: recursive: a stage is a shorter stage and one identity block more
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    if blocks == 1:
        return nn.Sequential(ConvolutionalBlock(in_channels, width, stride))
    shorter = make_stage(in_channels, width, blocks - 1, stride)
    return nn.Sequential(*shorter, IdentityBlock(4 * width, width))
