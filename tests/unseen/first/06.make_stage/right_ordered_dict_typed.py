# right: type-annotated, named blocks in an OrderedDict
from collections import OrderedDict

from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels: int, width: int, blocks: int, stride: int) -> nn.Sequential:
    named: OrderedDict[str, nn.Module] = OrderedDict()
    named["down"] = ConvolutionalBlock(in_channels, width, stride=stride)
    for number in range(2, blocks + 1):
        named[f"keep{number}"] = IdentityBlock(in_channels=4 * width, width=width)
    return nn.Sequential(named)
