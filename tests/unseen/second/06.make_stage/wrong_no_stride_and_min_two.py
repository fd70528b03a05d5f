# wrong: The stride is not handed on, it is always 2 AND one block asked for makes two.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    out_channels = width * 4
    layers = [ConvolutionalBlock(in_channels, width), IdentityBlock(out_channels, width)]
    while len(layers) < blocks:
        layers.append(IdentityBlock(out_channels, width))
    return nn.Sequential(*layers)
