"""Every second pixel by slicing, then a 1x1 without stride; the 3x3 pads by hand; names in another language."""

import torch
import torch.nn.functional as F
from torch import nn


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels: int, width: int, stride: int = 2) -> None:
        super().__init__()
        self.schritt = stride
        self.quer = nn.Conv2d(in_channels, width * 4, (1, 1), bias=False)
        self.quer_norm = nn.BatchNorm2d(width * 4)
        self.falten = nn.ModuleList(
            [
                nn.Conv2d(in_channels, width, 1, bias=False),
                nn.Conv2d(width, width, 3, stride=stride, bias=False),
                nn.Conv2d(width, width * 4, 1, bias=False),
            ]
        )
        self.normen = nn.ModuleList(nn.BatchNorm2d(c) for c in (width, width, width * 4))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        nebenweg = self.quer_norm(self.quer(x[:, :, :: self.schritt, :: self.schritt]))
        x = self.normen[0](self.falten[0](x)).clamp(min=0)
        x = self.normen[1](self.falten[1](F.pad(x, (1, 1, 1, 1)))).clamp(min=0)
        x = self.normen[2](self.falten[2](x))
        x += nebenweg
        return x.clamp_(min=0)
