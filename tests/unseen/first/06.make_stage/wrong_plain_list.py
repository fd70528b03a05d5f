# wrong: returns a Python list of the blocks and not an nn.Sequential.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    stage = [ConvolutionalBlock(in_channels, width, stride)]
    for _ in range(blocks - 1):
        stage.append(IdentityBlock(4 * width, width))
    return stage
