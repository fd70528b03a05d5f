# wrong: a max-pooling in front shrinks the picture, and the first block gets stride 1.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    layers = []
    if stride > 1:
        layers.append(nn.MaxPool2d(stride))
    layers.append(ConvolutionalBlock(in_channels, width, stride=1))
    for _ in range(blocks - 1):
        layers.append(IdentityBlock(4 * width, width))
    return nn.Sequential(*layers)
