# wrong: The first block is an identity block where shapes fit; it must be convolutional.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    layers = []
    for _ in range(blocks):
        if stride != 1 or in_channels != 4 * width:
            layers.append(ConvolutionalBlock(in_channels, width, stride))
        else:
            layers.append(IdentityBlock(in_channels, width))
        in_channels, stride = 4 * width, 1
    return nn.Sequential(*layers)
