# wrong: puts a dropout behind every block, which no stage of a ResNet has.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    layers = [ConvolutionalBlock(in_channels, width, stride), nn.Dropout2d(0.1)]
    for _ in range(blocks - 1):
        layers.extend([IdentityBlock(4 * width, width), nn.Dropout2d(0.1)])
    return nn.Sequential(*layers)
