# wrong: two mistakes: there are at least two blocks, and from the third on it is the same block again
from torch import nn
from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    first = ConvolutionalBlock(in_channels, width, stride=stride)
    rest = IdentityBlock(width * 4, width)
    layers = [first, rest]
    while len(layers) < blocks:
        layers.append(rest)
    return nn.Sequential(*layers)
