# wrong: The projection of the shortcut is only the 1x1 convolution, and the BatchNorm behind it is missing.
import torch.nn.functional as F
from torch import nn

from resnet_ref.network import ResNet, make_stage


class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, width, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        if stride != 1 or in_channels != width:
            self.project = nn.Conv2d(in_channels, width, kernel_size=1, stride=stride, bias=False)
        else:
            self.project = nn.Identity()

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out + self.project(x))


BLOCKS = {18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3]}


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    if depth not in BLOCKS:
        raise ValueError(f"unknown depth {depth}")
    channels = width
    stages = []
    for number, blocks in enumerate(BLOCKS[depth]):
        stage_width = width << number
        stride = 2 if number else 1
        if depth in (18, 34):
            rest = [BasicBlock(stage_width, stage_width) for _ in range(blocks - 1)]
            stages.append(nn.Sequential(BasicBlock(channels, stage_width, stride), *rest))
            channels = stage_width
        else:
            stages.append(make_stage(channels, stage_width, blocks, stride))
            channels = stage_width * 4
    return ResNet(stages, channels, num_classes, width, stem)
