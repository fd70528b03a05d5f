"""A base class does the work; layers are built late, in a method; negative values set to zero by a mask."""

import torch
from torch import nn


class Branching(nn.Module):
    def branch(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:  # type: ignore[union-attr]
            x = layer(x)
        return x

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        total = torch.add(self.branch(x.clone()), x)
        return torch.where(total > 0, total, torch.zeros((), dtype=total.dtype))


class IdentityBlock(Branching):
    def __init__(self, in_channels: int, width: int) -> None:
        super().__init__()
        out_channels = width << 2
        if out_channels != in_channels:
            raise ValueError("An identity shortcut needs as many channels out as in.")
        self.layers = nn.ModuleList(self.build(in_channels, width, out_channels))

    @staticmethod
    def build(*channels: int) -> list[nn.Module]:
        c_in, c_mid, c_out = channels
        return [
            nn.Conv2d(c_in, c_mid, (1, 1), bias=False),
            nn.BatchNorm2d(num_features=c_mid),
            nn.ReLU(),
            nn.Conv2d(c_mid, c_mid, (3, 3), stride=(1, 1), padding=(1, 1), bias=False),
            nn.BatchNorm2d(num_features=c_mid),
            nn.ReLU(),
            nn.Conv2d(c_mid, c_out, (1, 1), bias=False),
            nn.BatchNorm2d(num_features=c_out),
        ]
