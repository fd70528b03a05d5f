# wrong: begins with an IdentityBlock where stride is 1 and the channels fit, as torchvision would
import torch
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    out_channels = 4 * width
    if stride == 1 and in_channels == out_channels:
        first = IdentityBlock(in_channels, width)
    else:
        first = ConvolutionalBlock(in_channels, width, stride)
    rest = [IdentityBlock(out_channels, width) for _ in range(1, blocks)]
    return nn.Sequential(first, *rest)
