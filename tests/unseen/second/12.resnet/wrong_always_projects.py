# wrong: The basic block always projects, as the convolutional block of lesson 05 does, also where input and output have the same shape.
from torch import nn

from resnet_ref.network import ResNet, make_stage


def conv_bn(cin, cout, kernel, stride):
    return nn.Sequential(
        nn.Conv2d(cin, cout, kernel, stride=stride, padding=kernel // 2, bias=False), nn.BatchNorm2d(cout)
    )


class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.first = conv_bn(in_channels, width, 3, stride)
        self.second = conv_bn(width, width, 3, 1)
        self.shortcut = conv_bn(in_channels, width, 1, stride)

    def forward(self, x):
        branch = self.second(self.first(x).relu())
        return (branch + self.shortcut(x)).relu()


def basic_stage(in_channels, width, blocks, stride):
    return nn.Sequential(
        *(BasicBlock(width if i else in_channels, width, 1 if i else stride) for i in range(blocks))
    )


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    counts = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}
    if depth not in counts:
        raise ValueError(f"there is no ResNet with {depth} layers")
    stage, factor = (basic_stage, 1) if depth < 50 else (make_stage, 4)
    channels, stages = width, []
    for blocks, multiple, stride in zip(counts[depth], (1, 2, 4, 8), (1, 2, 2, 2), strict=True):
        stages.append(stage(channels, multiple * width, blocks, stride))
        channels = factor * multiple * width
    return ResNet(stages, channels, num_classes, width, stem)
