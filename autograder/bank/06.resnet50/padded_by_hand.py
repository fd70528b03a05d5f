"""Stem padded with minus infinity before the pooling, average by sum and size, stages in a dict; other names."""

import torch
import torch.nn.functional as F
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock as Wide
from resnet_ref.identity_block import IdentityBlock as Same


class Stem(nn.Sequential):
    def __init__(self, width: int, kind: str) -> None:
        size, step = {"cifar": (3, 1), "imagenet": (7, 2)}[kind]
        conv = nn.Conv2d(3, width, size, stride=step, padding=size // 2, bias=False)
        super().__init__(conv, nn.BatchNorm2d(width))
        self.pools = kind == "imagenet"

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = super().forward(x).clamp(min=0)
        if self.pools:
            x = F.max_pool2d(F.pad(x, (1, 1, 1, 1), value=-float("inf")), 3, 2)
        return x


class ResNet50(nn.Module):
    def __init__(self, num_classes: int = 10, width: int = 64, stem: str = "cifar") -> None:
        super().__init__()
        self.root = Stem(width, stem)
        self.stages = nn.ModuleDict()
        previous = width
        for name, blocks, inner in zip("abcd", (3, 4, 6, 3), (1, 2, 4, 8), strict=True):
            members = [Wide(previous, inner * width, stride=1 if name == "a" else 2)]
            members.extend(Same(4 * inner * width, inner * width) for _ in range(blocks - 1))
            self.stages[name] = nn.Sequential(*members)
            previous = 4 * inner * width
        self.classify = nn.Linear(previous, num_classes)

    def features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.root(x)
        for stage in self.stages.values():
            x = stage(x)
        return x

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        maps = self.features(x)
        return self.classify(maps.sum(dim=[2, 3]) / (maps.shape[2] * maps.shape[3]))
