# wrong: every block is a convolutional block that projects; there are no identity blocks at all.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    layers = []
    for i in range(blocks):
        s = stride if i == 0 else 1
        layers.append(ConvolutionalBlock(in_channels, width, s))
        in_channels = 4 * width
    return nn.Sequential(*layers)
