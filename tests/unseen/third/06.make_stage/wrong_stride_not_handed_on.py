# wrong: forgets to hand the stride on, so the first block takes its default, 2
import torch
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    layers = [ConvolutionalBlock(in_channels, width)]
    layers += [IdentityBlock(4 * width, width) for _ in range(blocks - 1)]
    return nn.Sequential(*layers)
