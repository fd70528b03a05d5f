# wrong: two mistakes: an unknown depth is a KeyError, and the stem is not handed on, so it is always "cifar"
from torch import nn
from resnet_ref.network import ResNet, make_stage

BLOCKS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(in_channels, width, 3, stride, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, width, 3, 1, 1, bias=False),
            nn.BatchNorm2d(width),
        )
        same = stride == 1 and in_channels == width
        self.shortcut = (
            nn.Identity()
            if same
            else nn.Sequential(nn.Conv2d(in_channels, width, 1, stride, bias=False), nn.BatchNorm2d(width))
        )
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.main(x) + self.shortcut(x))


def basic_stage(in_channels, width, blocks, stride):
    return nn.Sequential(
        BasicBlock(in_channels, width, stride), *(BasicBlock(width, width) for _ in range(blocks - 1))
    )


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    counts = BLOCKS[depth]
    factor = 1 if depth in (18, 34) else 4
    build = basic_stage if factor == 1 else make_stage
    stages = []
    channels = width
    for index, count in enumerate(counts):
        stages.append(build(channels, width * 2**index, count, min(index, 1) + 1))
        channels = factor * width * 2**index
    return ResNet(stages, channels, num_classes, width, "cifar")
