# right: own stem, bottleneck and head, one base class for both blocks, a dataclass with the plan, an nn.Sequential subclass as the network.
from collections import OrderedDict
from dataclasses import dataclass

import torch.nn.functional as F
from torch import nn


def conv(cin, cout, size, stride=1):
    return nn.Conv2d(cin, cout, size, stride=stride, padding=(size - 1) // 2, bias=False)


class Residual(nn.Module):
    """Adds a shortcut to what `residual` gives; subclasses fill self.residual."""

    def __init__(self, cin, cout, stride, residual):
        super().__init__()
        self.residual = residual
        self.project = None
        if stride > 1 or cin != cout:
            self.project = nn.Sequential(conv(cin, cout, 1, stride), nn.BatchNorm2d(cout))

    def forward(self, x):
        skip = x if self.project is None else self.project(x)
        return F.relu(self.residual(x) + skip)


class BasicBlock(Residual):
    expansion = 1

    def __init__(self, in_channels, width, stride=1):
        steps = [conv(in_channels, width, 3, stride), nn.BatchNorm2d(width), nn.ReLU()]
        steps += [conv(width, width, 3), nn.BatchNorm2d(width)]
        super().__init__(in_channels, width, stride, nn.Sequential(*steps))


class Bottleneck(Residual):
    expansion = 4

    def __init__(self, in_channels, width, stride=1):
        steps = [conv(in_channels, width, 1), nn.BatchNorm2d(width), nn.ReLU()]
        steps += [conv(width, width, 3, stride), nn.BatchNorm2d(width), nn.ReLU()]
        steps += [conv(width, 4 * width, 1), nn.BatchNorm2d(4 * width)]
        super().__init__(in_channels, 4 * width, stride, nn.Sequential(*steps))


@dataclass(frozen=True)
class Plan:
    block: type
    blocks: tuple


PLANS = {
    18: Plan(BasicBlock, (2, 2, 2, 2)),
    34: Plan(BasicBlock, (3, 4, 6, 3)),
    50: Plan(Bottleneck, (3, 4, 6, 3)),
    101: Plan(Bottleneck, (3, 4, 23, 3)),
    152: Plan(Bottleneck, (3, 8, 36, 3)),
}


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    plan = PLANS.get(depth)
    if plan is None:
        raise ValueError(f"depth {depth} is not one of {', '.join(map(str, PLANS))}")
    parts = OrderedDict()
    if stem == "cifar":
        parts["stem"] = nn.Sequential(conv(3, width, 3), nn.BatchNorm2d(width), nn.ReLU())
    elif stem == "imagenet":
        parts["stem"] = nn.Sequential(
            conv(3, width, 7, 2), nn.BatchNorm2d(width), nn.ReLU(), nn.MaxPool2d(3, stride=2, padding=1)
        )
    else:
        raise ValueError(f'stem {stem!r} is neither "cifar" nor "imagenet"')
    channels = width
    for index, count in enumerate(plan.blocks):
        inner = width * 2**index
        stage = []
        for number in range(count):
            stage.append(plan.block(channels, inner, 2 if index and not number else 1))
            channels = inner * plan.block.expansion
        parts[f"stage{index + 1}"] = nn.Sequential(*stage)
    parts["pool"] = nn.AdaptiveAvgPool2d(1)
    parts["flatten"] = nn.Flatten()
    parts["fc"] = nn.Linear(channels, num_classes)
    return nn.Sequential(parts)
