# wrong: all blocks are convolutional blocks AND each takes the stride, so the picture shrinks every time.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    layers, channels = [], in_channels
    for _ in range(blocks):
        layers.append(ConvolutionalBlock(channels, width, stride))
        channels = 4 * width
    return nn.Sequential(*layers)
