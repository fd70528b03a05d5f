# wrong: where the shape would fit already, the first block is an identity block.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    out_channels = 4 * width
    layers = []
    # a shortcut only needs a projection when something changes
    if stride != 1 or in_channels != out_channels:
        layers.append(ConvolutionalBlock(in_channels, width, stride))
    else:
        layers.append(IdentityBlock(in_channels, width))
    for _ in range(1, blocks):
        layers.append(IdentityBlock(out_channels, width))
    return nn.Sequential(*layers)
