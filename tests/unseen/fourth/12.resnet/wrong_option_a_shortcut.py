# wrong: the shortcut takes every stride-th pixel and fills channels up with zeros (option A) in place of projecting
import torch.nn.functional as F
from torch import nn
from resnet_ref.network import ResNet, make_stage


class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, width, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, kernel_size=3, stride=1, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.stride = stride
        self.extra = width - in_channels

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        shortcut = x[:, :, :: self.stride, :: self.stride]
        shortcut = F.pad(shortcut, (0, 0, 0, 0, self.extra // 2, self.extra - self.extra // 2))
        return F.relu(out + shortcut)


def basic_stage(in_channels, width, blocks, stride):
    layers = []
    for s in [stride] + [1] * (blocks - 1):
        layers.append(BasicBlock(in_channels, width, s))
        in_channels = width
    return nn.Sequential(*layers)


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    table = {
        18: (basic_stage, 1, (2, 2, 2, 2)),
        34: (basic_stage, 1, (3, 4, 6, 3)),
        50: (make_stage, 4, (3, 4, 6, 3)),
        101: (make_stage, 4, (3, 4, 23, 3)),
        152: (make_stage, 4, (3, 8, 36, 3)),
    }
    if depth not in table:
        raise ValueError(f"unknown depth {depth}")
    make, expansion, counts = table[depth]
    stages, channels = [], width
    for number, count in enumerate(counts):
        stages.append(make(channels, width << number, count, 1 if number == 0 else 2))
        channels = expansion * (width << number)
    return ResNet(stages, channels, num_classes, width, stem)
