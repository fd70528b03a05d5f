# wrong: the stride is not handed on, so every stage has the block's default of 2
from torch import nn
from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    stage = nn.Sequential(ConvolutionalBlock(in_channels, width))
    for index in range(1, blocks):
        stage.add_module(str(index), IdentityBlock(4 * width, width))
    return stage
