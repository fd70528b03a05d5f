# right: convolution and BatchNorm in nested Sequentials, an Identity as the shortcut; in-place sums and ReLUs; match for the depths
from itertools import pairwise

from torch import nn

from resnet_ref.network import ResNet, make_stage


def conv_bn(inputs, outputs, kernel, stride=1):
    conv = nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs))


class Shortcut(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        fits = inputs == outputs and stride == 1
        self.way = nn.Identity() if fits else conv_bn(inputs, outputs, 1, stride)

    def forward(self, x):
        return self.way(x)


class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.branch = nn.Sequential(
            conv_bn(in_channels, width, 3, stride), nn.ReLU(inplace=True), conv_bn(width, width, 3)
        )
        self.shortcut = Shortcut(in_channels, width, stride)

    def forward(self, x):
        return self.branch(x).add_(self.shortcut(x)).relu_()


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    match depth:
        case 18:
            counts = 2, 2, 2, 2
        case 34 | 50:
            counts = 3, 4, 6, 3
        case 101 | 152:
            extra = depth == 152
            counts = 3, 8 if extra else 4, 36 if extra else 23, 3
        case _:
            raise ValueError(f"no ResNet has {depth} layers")
    widths = [width * factor for factor in (1, 2, 4, 8)]
    strides = (1, 2, 2, 2)
    if depth in (18, 34):
        stages = []
        for (inputs, w), count, stride in zip(pairwise([width, *widths]), counts, strides, strict=True):
            rest = (BasicBlock(w, w) for _ in range(count - 1))
            stages.append(nn.Sequential(BasicBlock(inputs, w, stride), *rest))
        return ResNet(stages, widths[-1], num_classes, width, stem)
    inputs = [width, *(4 * w for w in widths[:-1])]
    stages = list(map(make_stage, inputs, widths, counts, strides))
    return ResNet(stages, 4 * widths[-1], num_classes, width, stem)
