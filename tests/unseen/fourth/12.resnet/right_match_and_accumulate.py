# right: a match statement gives counts and kind; the stages' channels come out of itertools; the block is a Sequential
from itertools import chain, repeat

import torch
from torch import nn
from resnet_ref.network import ResNet, make_stage


class BasicBlock(nn.Sequential):
    """The branch is the sequence itself; the shortcut hangs beside it under a name that the sequence does not run."""

    def __init__(self, in_channels, width, stride=1):
        super().__init__(
            nn.Conv2d(in_channels, width, kernel_size=3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, width, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(width),
        )
        self.branch_length = 5
        if stride > 1 or in_channels != width:
            self.add_module(
                "projection",
                nn.Sequential(nn.Conv2d(in_channels, width, 1, stride, bias=False), nn.BatchNorm2d(width)),
            )

    def forward(self, x):
        layers = list(self)
        out = x
        for layer in layers[: self.branch_length]:
            out = layer(out)
        for projection in layers[self.branch_length :]:
            x = projection(x)
        return torch.relu(x + out)


def _basic_stage(in_channels, width, blocks, stride):
    arguments = chain([(in_channels, width, stride)], repeat((width, width, 1), blocks - 1))
    return nn.Sequential(*(BasicBlock(*each) for each in arguments))


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    match depth:
        case 18:
            counts = (2, 2, 2, 2)
        case 34 | 50:
            counts = (3, 4, 6, 3)
        case 101:
            counts = (3, 4, 23, 3)
        case 152:
            counts = (3, 8, 36, 3)
        case _:
            raise ValueError(f"{depth} is none of 18, 34, 50, 101 and 152")
    stage, times = (_basic_stage, 1) if depth <= 34 else (make_stage, 4)
    widths = [width * factor for factor in (1, 2, 4, 8)]
    given = [width, *(times * each for each in widths)]
    stages = [stage(*each) for each in zip(given[:4], widths, counts, (1, 2, 2, 2), strict=True)]
    return ResNet(stages, given[-1], num_classes, width, stem)
