# wrong: the stride argument is ignored and guessed from the channels AND the stage has one block too few.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    # only the first stage, whose input is as wide as its blocks, keeps the size
    stride = 1 if in_channels == width else 2
    layers = [ConvolutionalBlock(in_channels, width, stride)]
    for _ in range(1, blocks - 1):
        layers.append(IdentityBlock(4 * width, width))
    return nn.Sequential(*layers)
