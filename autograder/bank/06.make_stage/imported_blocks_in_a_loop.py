"""The blocks of earlier lessons, added one after the other."""

from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels: int, width: int, blocks: int, stride: int) -> nn.Sequential:
    stage = nn.Sequential(ConvolutionalBlock(in_channels, width, stride))
    while len(stage) < blocks:
        stage.append(IdentityBlock(4 * width, width))
    return stage
