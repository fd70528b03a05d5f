# wrong: A list is multiplied, so one and the same identity block stands in all later places.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    layers = [ConvolutionalBlock(in_channels, width, stride)]
    layers += [IdentityBlock(4 * width, width)] * (blocks - 1)
    return nn.Sequential(*layers)
