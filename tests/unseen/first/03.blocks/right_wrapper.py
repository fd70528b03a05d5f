# right: a general Shortcut wrapper around any branch, built from nn.Sequential factories
import torch
from torch import Tensor, nn


class Shortcut(nn.Module):
    """Adds its input to what the wrapped module gives."""

    def __init__(self, wrapped: nn.Module) -> None:
        super().__init__()
        self.wrapped = wrapped

    def forward(self, x: Tensor) -> Tensor:
        return torch.add(x, self.wrapped(x))


def branch(channels: int) -> nn.Sequential:
    def step() -> list[nn.Module]:
        return [nn.Conv2d(channels, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels)]

    return nn.Sequential(*step(), nn.ReLU(), *step())


class PlainBlock(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.net = nn.Sequential(branch(channels), nn.ReLU())

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


class ResidualBlock(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.net = nn.Sequential(Shortcut(branch(channels)), nn.ReLU())

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)
