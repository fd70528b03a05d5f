"""Built from what lesson 02 taught: the hand-written convolution and BatchNorm; the shortcut in between."""

import torch
from torch import nn

from resnet_ref.convolution import BatchNorm2d, conv2d


class Unit(nn.Module):
    def __init__(self, c_in: int, c_out: int, kernel: int, stride: int = 1) -> None:
        super().__init__()
        self.kernels = nn.Parameter(torch.randn(c_out, c_in, kernel, kernel) * 0.1)
        self.norm = BatchNorm2d(c_out)
        self.stride = stride

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.norm(conv2d(x, self.kernels, self.stride, self.kernels.shape[-1] // 2))


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels: int, width: int, stride: int = 2) -> None:
        super().__init__()
        self.across = Unit(in_channels, 4 * width, 1, stride)
        self.a, self.b = Unit(in_channels, width, 1), Unit(width, width, 3, stride)
        self.c = Unit(width, 4 * width, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        inner = torch.relu(self.b(torch.relu(self.a(x))))
        return torch.relu(self.across(x) + self.c(inner))
