"""Parameters in a dict and functional calls; two sums of channels joined by one list; a mask for ReLU."""

import torch
import torch.nn.functional as F
from torch import nn


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels: int, width: int, stride: int = 2, **options: object) -> None:
        super().__init__()
        self.stride = stride
        shapes = {
            "shortcut": (4 * width, in_channels, 1, 1),
            "third": (4 * width, width, 1, 1),
            "second": (width, width, 3, 3),
            "first": (width, in_channels, 1, 1),
        }
        self.kernel = nn.ParameterDict({k: nn.Parameter(torch.randn(s) * 0.1) for k, s in shapes.items()})
        self.norm = nn.ModuleDict({k: nn.BatchNorm2d(s[0]) for k, s in shapes.items()})

    def step(self, name: str, x: torch.Tensor, stride: int = 1) -> torch.Tensor:
        kernel = self.kernel[name]
        return self.norm[name](F.conv2d(x, kernel, stride=stride, padding=kernel.shape[2] // 2))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        terms = [self.step("shortcut", x, self.stride)]
        x = self.step("first", x)
        x = self.step("second", x * (x > 0), self.stride)
        terms.append(self.step("third", x * (x > 0)))
        total = sum(terms)
        return total * (total > 0)
