# wrong: one identity block is made and appended again and again, so they all share their weights.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    layers = [ConvolutionalBlock(in_channels, width, stride)]
    identity = IdentityBlock(4 * width, width)
    for _ in range(blocks - 1):
        layers.append(identity)
    return nn.Sequential(*layers)
