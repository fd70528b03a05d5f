# wrong: puts the weight into PyTorch's nn.Conv2d, which is not allowed here
from torch import nn


def conv2d(x, weight, stride=1, padding=0):
    out_channels, in_channels, k, _ = weight.shape
    layer = nn.Conv2d(in_channels, out_channels, k, stride=stride, padding=padding, bias=False)
    layer.weight = nn.Parameter(weight)
    return layer(x)
