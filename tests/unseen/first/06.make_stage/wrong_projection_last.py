# wrong: the convolutional block stands at the end of the stage instead of at its beginning.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    layers = nn.Sequential()
    for i in range(blocks - 1):
        layers.add_module(f"identity{i}", IdentityBlock(in_channels, in_channels // 4))
    layers.add_module("down", ConvolutionalBlock(in_channels, width, stride))
    return layers
