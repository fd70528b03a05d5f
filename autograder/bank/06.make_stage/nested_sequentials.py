"""A stage of its own class, derived from Sequential; the identity blocks form a Sequential inside it."""

from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


class Stage(nn.Sequential):
    def __init__(self, in_channels: int, width: int, blocks: int, stride: int) -> None:
        out_channels = 4 * width
        rest = [IdentityBlock(out_channels, width) for _ in range(1, blocks)]
        super().__init__(ConvolutionalBlock(in_channels, width, stride=stride), nn.Sequential(*rest))


make_stage = Stage
