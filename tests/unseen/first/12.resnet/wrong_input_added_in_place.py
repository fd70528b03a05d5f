# wrong: adds the branch into the shortcut in place, and so changes the caller's x.
from torch import nn

from resnet_ref.network import ResNet, make_stage


class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(in_channels, width, kernel_size=3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, width, kernel_size=3, stride=1, padding=1, bias=False),
            nn.BatchNorm2d(width),
        )
        self.project = None
        if in_channels != width or stride > 1:
            self.project = nn.Sequential(
                nn.Conv2d(in_channels, width, kernel_size=1, stride=stride, bias=False),
                nn.BatchNorm2d(width),
            )
        self.relu = nn.ReLU()

    def forward(self, x):
        shortcut = x if self.project is None else self.project(x)
        shortcut += self.main(x)
        return self.relu(shortcut)


def make_basic_stage(in_channels, width, blocks, stride):
    return nn.Sequential(
        BasicBlock(in_channels, width, stride), *[BasicBlock(width, width) for _ in range(blocks - 1)]
    )


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    if depth == 18:
        counts = [2, 2, 2, 2]
    elif depth == 34 or depth == 50:
        counts = [3, 4, 6, 3]
    elif depth == 101:
        counts = [3, 4, 23, 3]
    elif depth == 152:
        counts = [3, 8, 36, 3]
    else:
        raise ValueError(f"unknown depth: {depth}")

    if depth in (18, 34):
        stage, expansion = make_basic_stage, 1
    else:
        stage, expansion = make_stage, 4
    stages = [
        stage(width, width, counts[0], 1),
        stage(expansion * width, 2 * width, counts[1], 2),
        stage(expansion * 2 * width, 4 * width, counts[2], 2),
        stage(expansion * 4 * width, 8 * width, counts[3], 2),
    ]
    return ResNet(stages, expansion * 8 * width, num_classes, width, stem)
