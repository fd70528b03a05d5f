# wrong: `blocks` identity blocks follow the convolutional block, one too many
from torch import nn
from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    layers = [ConvolutionalBlock(in_channels, width, stride)]
    for _ in range(blocks):
        layers.append(IdentityBlock(4 * width, width))
    return nn.Sequential(*layers)
