"""One class for both blocks, the shortcut first and optional; named children; blocks defined here."""

from collections import OrderedDict

import torch
import torch.nn.functional as F
from torch import nn


class Bottleneck(nn.Module):
    def __init__(self, c_in: int, width: int, stride: int, project: bool) -> None:
        super().__init__()
        c_out = 4 * width
        self.shortcut: nn.Module = nn.Identity()
        if project:
            self.shortcut = nn.Sequential(
                nn.Conv2d(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out)
            )
        self.c1, self.n1 = nn.Conv2d(c_in, width, 1, bias=False), nn.BatchNorm2d(width)
        self.c2, self.n2 = nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width)
        self.c3, self.n3 = nn.Conv2d(width, c_out, 1, bias=False), nn.BatchNorm2d(c_out)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        kept = self.shortcut(x)
        x = F.relu(self.n1(self.c1(x)))
        x = F.relu(self.n2(self.c2(x)))
        return F.relu(kept + self.n3(self.c3(x)))


def make_stage(in_channels: int, width: int, blocks: int, stride: int) -> nn.Sequential:
    layers = OrderedDict(entry=Bottleneck(in_channels, width, stride, project=True))
    for number in range(1, blocks):
        layers[f"again_{number}"] = Bottleneck(4 * width, width, 1, project=False)
    return nn.Sequential(layers)
