# right: a stage of n blocks is a stage of n - 1 blocks with one more appended
from torch import nn
from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    if blocks == 1:
        return nn.Sequential(ConvolutionalBlock(in_channels, width, stride))
    return make_stage(in_channels, width, blocks - 1, stride).append(IdentityBlock(4 * width, width))
