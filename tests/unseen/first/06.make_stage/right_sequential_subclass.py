# right: a subclass of nn.Sequential that appends to itself
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


class Stage(nn.Sequential):
    expansion = 4

    def __init__(self, in_channels, width, blocks, stride):
        super().__init__()
        self.append(ConvolutionalBlock(in_channels, width, stride))
        for _ in range(blocks - 1):
            self.append(IdentityBlock(self.expansion * width, width))


make_stage = Stage
