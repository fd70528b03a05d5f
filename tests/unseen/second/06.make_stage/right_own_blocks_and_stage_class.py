# right: own blocks with a common parent, a subclass of nn.Sequential for the stage
import torch
from torch import nn


class Bottleneck(nn.Module):
    def __init__(self, in_channels, width, stride, shortcut):
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, width, 1, bias=False)
        self.norm_a = nn.BatchNorm2d(width)
        self.look = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.norm_b = nn.BatchNorm2d(width)
        self.widen = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.norm_c = nn.BatchNorm2d(4 * width)
        self.shortcut = shortcut

    def forward(self, x):
        y = torch.relu(self.norm_a(self.squeeze(x)))
        y = torch.relu(self.norm_b(self.look(y)))
        return torch.relu(self.norm_c(self.widen(y)) + self.shortcut(x))


class IdentityBlock(Bottleneck):
    def __init__(self, in_channels, width):
        if in_channels != 4 * width:
            raise ValueError(f"in_channels must be {4 * width}, not {in_channels}")
        super().__init__(in_channels, width, 1, nn.Identity())


class ConvolutionalBlock(Bottleneck):
    def __init__(self, in_channels, width, stride=2):
        projection = nn.Conv2d(in_channels, 4 * width, 1, stride, bias=False)
        super().__init__(in_channels, width, stride, nn.Sequential(projection, nn.BatchNorm2d(4 * width)))


class Stage(nn.Sequential):
    def __init__(self, first, rest, channels, width):
        super().__init__(first)
        self.extend(IdentityBlock(channels, width) for _ in range(rest))


def make_stage(in_channels, width, blocks, stride):
    return Stage(ConvolutionalBlock(in_channels, width, stride), blocks - 1, 4 * width, width)
