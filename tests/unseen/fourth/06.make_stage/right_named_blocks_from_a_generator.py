# right: a generator gives (name, block) pairs for a subclass of nn.Sequential
from collections import OrderedDict

from torch import nn
from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


class Stage(nn.Sequential):
    def __init__(self, in_channels, width, blocks, stride):
        super().__init__(OrderedDict(self.plan(in_channels, width, blocks, stride)))

    @staticmethod
    def plan(in_channels, width, blocks, stride):
        yield "opening", ConvolutionalBlock(in_channels, width, stride=stride)
        for number in range(2, blocks + 1):
            yield f"identity{number}", IdentityBlock(in_channels=4 * width, width=width)


def make_stage(in_channels, width, blocks, stride):
    return Stage(in_channels, width, blocks, stride)
