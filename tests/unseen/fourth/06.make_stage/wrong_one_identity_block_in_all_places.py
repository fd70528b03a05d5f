# wrong: one IdentityBlock stands in all places of the list
from torch import nn
from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    layers = [ConvolutionalBlock(in_channels, width, stride)]
    layers += [IdentityBlock(4 * width, width)] * (blocks - 1)
    return nn.Sequential(*layers)
