# wrong: width is taken for the channels that leave the stage, not those inside the bottleneck.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    bottleneck = width // 4
    stage = [ConvolutionalBlock(in_channels, bottleneck, stride)]
    stage += [IdentityBlock(4 * bottleneck, bottleneck) for _ in range(blocks - 1)]
    return nn.Sequential(*stage)
