# right: layers built by a local function in reverse order of use, functional call chain with reduce
from functools import reduce

from torch import nn
from torch.nn.functional import relu


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if not in_channels == 4 * width:
            raise ValueError("in_channels must equal 4*width")

        def layer(i, o, **kw):
            return nn.Conv2d(i, o, bias=False, **kw), nn.BatchNorm2d(o)

        self.conv_out, self.bn_out = layer(width, in_channels, kernel_size=1)
        self.conv_mid, self.bn_mid = layer(width, width, kernel_size=3, padding=1)
        self.conv_in, self.bn_in = layer(in_channels, width, kernel_size=1)

    def forward(self, x):
        path = (self.conv_in, self.bn_in, relu, self.conv_mid, self.bn_mid, relu, self.conv_out, self.bn_out)
        branch = reduce(lambda value, step: step(value), path, x)
        return relu(x + branch)
