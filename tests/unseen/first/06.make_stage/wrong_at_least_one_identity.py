# wrong: a stage of one block gets an identity block as well.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    modules = [
        ConvolutionalBlock(in_channels, width, stride),
        IdentityBlock(4 * width, width),
    ]
    while len(modules) < blocks:
        modules.append(IdentityBlock(4 * width, width))
    return nn.Sequential(*modules)
