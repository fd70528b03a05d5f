# right: the shortcut slices every stride-th pixel out and projects those with a 1x1 of stride 1
import torch
from torch import nn


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        self.stride = stride
        self.narrow = nn.Sequential(nn.Conv2d(in_channels, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.look = nn.Sequential(
            nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()
        )
        self.widen = nn.Sequential(nn.Conv2d(width, 4 * width, 1, bias=False), nn.BatchNorm2d(4 * width))
        self.projection = nn.Conv2d(in_channels, 4 * width, 1, bias=False)
        self.projection_norm = nn.BatchNorm2d(4 * width)

    def forward(self, x):
        lattice = x[..., :: self.stride, :: self.stride]
        total = self.projection_norm(self.projection(lattice)) + self.widen(self.look(self.narrow(x)))
        return torch.relu(total)
