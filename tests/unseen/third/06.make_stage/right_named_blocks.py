# right: an OrderedDict gives the blocks names, and partial makes them
from collections import OrderedDict
from functools import partial

import torch
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    another = partial(IdentityBlock, 4 * width, width)
    named = OrderedDict(change=ConvolutionalBlock(in_channels, width, stride=stride))
    while len(named) < blocks:
        named[f"keep{len(named)}"] = another()
    return nn.Sequential(named)
