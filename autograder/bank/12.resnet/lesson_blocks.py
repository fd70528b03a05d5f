"""Stages from lesson 06 for the deep ones; a class of its own with functional ReLU and mean for pooling."""

import torch
import torch.nn.functional as F
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


class BasicBlock(nn.Module):
    def __init__(self, in_channels: int, width: int, stride: int = 1) -> None:
        super().__init__()
        self.first = nn.Conv2d(in_channels, width, (3, 3), (stride, stride), (1, 1), bias=False)
        self.second = nn.Conv2d(width, width, 3, padding="same", bias=False)
        self.norms = nn.ModuleList([nn.BatchNorm2d(width), nn.BatchNorm2d(width)])
        self.project = None
        if (in_channels, 1) != (width, stride):
            self.project = nn.Conv2d(in_channels, width, 1, stride, bias=False)
            self.norms.append(nn.BatchNorm2d(width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.norms[1](self.second(self.norms[0](self.first(x)).relu()))
        return torch.relu(y + (x if self.project is None else self.norms[2](self.project(x))))


class Net(nn.Module):
    def __init__(self, counts, basic, num_classes, width, stem):
        super().__init__()
        self.large = stem == "imagenet"
        self.entry = nn.Conv2d(
            3, width, 7 if self.large else 3, 2 if self.large else 1, 3 if self.large else 1, bias=False
        )
        self.norm = nn.BatchNorm2d(width)
        self.blocks = nn.ModuleList()
        c = width
        for stage, count in enumerate(counts):
            w = width * 2**stage
            for place in range(count):
                step = 2 if stage and not place else 1
                if basic:
                    self.blocks.append(BasicBlock(c, w, step))
                    c = w
                elif place == 0:
                    self.blocks.append(ConvolutionalBlock(c, w, step))
                    c = 4 * w
                else:
                    self.blocks.append(IdentityBlock(c, w))
        self.head = nn.Linear(c, num_classes)

    def forward(self, x):
        x = F.relu(self.norm(self.entry(x)))
        if self.large:
            x = F.max_pool2d(x, 3, stride=2, padding=1)
        for block in self.blocks:
            x = block(x)
        return self.head(x.mean(dim=(2, 3)))


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    if depth == 18:
        return Net([2] * 4, True, num_classes, width, stem)
    if depth == 34:
        return Net([3, 4, 6, 3], True, num_classes, width, stem)
    third = {50: (4, 6), 101: (4, 23), 152: (8, 36)}.get(depth)
    if third is None:
        raise ValueError(f"depth {depth}?")
    return Net([3, *third, 3], False, num_classes, width, stem)
