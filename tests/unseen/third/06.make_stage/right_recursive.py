# right: a subclass of nn.Sequential, filled from a recursive generator
import torch
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


class Stage(nn.Sequential):
    """A row of blocks at one size."""


def identities(width, count):
    if count > 0:
        yield IdentityBlock(width * 4, width)
        yield from identities(width, count - 1)


def make_stage(in_channels, width, blocks, stride):
    return Stage(ConvolutionalBlock(in_channels, width, stride), *identities(width, blocks - 1))
