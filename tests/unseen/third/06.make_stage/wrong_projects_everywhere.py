# wrong: every block is a ConvolutionalBlock, the later ones with stride 1 (the paper's option C)
import torch
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    layers = []
    for i in range(blocks):
        layers.append(ConvolutionalBlock(in_channels, width, stride))
        in_channels = 4 * width
        stride = 1
    return nn.Sequential(*layers)
