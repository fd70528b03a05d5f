# wrong: all blocks are convolutional ones, the later ones with stride 1
from torch import nn
from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    strides = [stride] + [1] * (blocks - 1)
    layers = []
    for s in strides:
        layers.append(ConvolutionalBlock(in_channels, width, s))
        in_channels = 4 * width
    return nn.Sequential(*layers)
