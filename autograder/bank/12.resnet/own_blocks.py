"""Everything written out here, with own names: one residual wrapper, branches as nn.Sequential, a table of depths."""

import torch.nn.functional as F
from torch import nn


def conv_bn(c_in, c_out, k, stride=1):
    return [nn.Conv2d(c_in, c_out, k, stride, k // 2, bias=False), nn.BatchNorm2d(c_out)]


class Residual(nn.Module):
    def __init__(self, branch, c_in, c_out, stride):
        super().__init__()
        self.branch = nn.Sequential(*branch)
        same = stride == 1 and c_in == c_out
        self.short = nn.Sequential(*([] if same else conv_bn(c_in, c_out, 1, stride)))

    def forward(self, x):
        return F.relu(self.short(x) + self.branch(x))


class BasicBlock(Residual):
    def __init__(self, in_channels, width, stride=1):
        branch = [*conv_bn(in_channels, width, 3, stride), nn.ReLU(), *conv_bn(width, width, 3)]
        super().__init__(branch, in_channels, width, stride)


class Bottleneck(Residual):
    def __init__(self, c, width, stride=1, project=False):
        branch = [*conv_bn(c, width, 1), nn.ReLU(), *conv_bn(width, width, 3, stride), nn.ReLU()]
        super().__init__(branch + conv_bn(width, 4 * width, 1), c, 4 * width, stride)
        if project:
            self.short = nn.Sequential(*conv_bn(c, 4 * width, 1, stride))


TABLE = {
    18: [2, 2, 2, 2],
    34: [3, 4, 6, 3],
    50: [3, 4, 6, 3],
    101: [3, 4, 23, 3],
    152: [3, 8, 36, 3],
}


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    if depth not in TABLE:
        raise ValueError(depth)
    layers = conv_bn(3, width, 3) if stem == "cifar" else conv_bn(3, width, 7, 2)
    layers.append(nn.ReLU(inplace=True))
    if stem == "imagenet":
        layers.append(nn.MaxPool2d(3, 2, 1))
    channels = width
    for i, count in enumerate(TABLE[depth]):
        for j in range(count):
            stride = 2 if i > 0 and j == 0 else 1
            if depth in (18, 34):
                layers.append(BasicBlock(channels, width << i, stride))
                channels = width << i
            else:
                layers.append(Bottleneck(channels, width << i, stride, project=j == 0))
                channels = 4 * (width << i)
    layers += [nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten(), nn.Linear(channels, num_classes)]
    return nn.Sequential(*layers)
