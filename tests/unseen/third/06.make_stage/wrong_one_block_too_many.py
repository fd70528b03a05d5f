# wrong: blocks identity blocks after the convolutional one, so blocks + 1 in all
import torch
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    stage = nn.Sequential(ConvolutionalBlock(in_channels, width, stride))
    for i in range(blocks):
        stage.append(IdentityBlock(4 * width, width))
    return stage
