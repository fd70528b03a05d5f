# right: the branch is an nn.Sequential with named layers; in-place operations touch only the block's own tensors
from collections import OrderedDict

from torch import nn


def bottleneck(outside, inside):
    return nn.Sequential(
        OrderedDict(
            reduce=nn.Conv2d(outside, inside, 1, bias=False),
            reduce_norm=nn.BatchNorm2d(inside),
            reduce_relu=nn.ReLU(inplace=True),
            look=nn.Conv2d(inside, inside, 3, padding="same", bias=False),
            look_norm=nn.BatchNorm2d(inside),
            look_relu=nn.ReLU(inplace=True),
            expand=nn.Conv2d(inside, outside, 1, bias=False),
            expand_norm=nn.BatchNorm2d(outside),
        )
    )


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        match divmod(in_channels, 4):
            case (quarter, 0) if quarter == width:
                self.branch = bottleneck(in_channels, width)
            case _:
                raise ValueError(f"in_channels is {in_channels}, and must be 4 * width = {4 * width}")

    def forward(self, x):
        return self.branch(x).add_(x).relu_()
