# wrong: blocks identity blocks follow the first block, instead of blocks - 1.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    stage = nn.Sequential(ConvolutionalBlock(in_channels, width, stride=stride))
    for _ in range(blocks):
        stage.append(IdentityBlock(4 * width, width))
    return stage
