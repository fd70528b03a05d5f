# wrong: copies one identity block with copy.copy, which copies the shell only; all of them share their weights
import copy

import torch
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    identity = IdentityBlock(4 * width, width)
    layers = [ConvolutionalBlock(in_channels, width, stride)]
    for _ in range(blocks - 1):
        layers.append(copy.copy(identity))  # a new one each time
    return nn.Sequential(*layers)
