# wrong: the width doubles from block to block inside the stage, with a projection each time.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    layers = [ConvolutionalBlock(in_channels, width, stride)]
    for i in range(1, blocks):
        layers.append(ConvolutionalBlock(4 * width, 2 * width, 1))
        width = 2 * width
    return nn.Sequential(*layers)
