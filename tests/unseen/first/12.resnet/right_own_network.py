# right: own network class and own bottleneck, in the style of the field's published code
from typing import ClassVar

import torch
from torch import Tensor, nn


def conv_bn(cin: int, cout: int, kernel: int, stride: int = 1) -> list[nn.Module]:
    return [nn.Conv2d(cin, cout, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(cout)]


class Residual(nn.Module):
    expansion: ClassVar[int]

    def __init__(self, branch: list[nn.Module], shortcut: list[nn.Module]) -> None:
        super().__init__()
        self.branch = nn.Sequential(*branch)
        self.shortcut = nn.Sequential(*shortcut)  # empty: the input itself

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.branch(x) + self.shortcut(x))


class BasicBlock(Residual):
    expansion = 1

    def __init__(self, in_channels: int, width: int, stride: int = 1) -> None:
        same = (in_channels, stride) == (width, 1)
        super().__init__(
            [*conv_bn(in_channels, width, 3, stride), nn.ReLU(), *conv_bn(width, width, 3)],
            [] if same else conv_bn(in_channels, width, 1, stride),
        )


class Bottleneck(Residual):
    expansion = 4

    def __init__(self, in_channels: int, width: int, stride: int = 1, project: bool = False) -> None:
        main = [*conv_bn(in_channels, width, 1), nn.ReLU(), *conv_bn(width, width, 3, stride), nn.ReLU()]
        main += conv_bn(width, 4 * width, 1)
        super().__init__(main, conv_bn(in_channels, 4 * width, 1, stride) if project else [])


class Net(nn.Module):
    def __init__(self, counts, bottleneck, num_classes, width, stem):
        super().__init__()
        if stem not in ("cifar", "imagenet"):
            raise ValueError(f"unknown stem {stem!r}")
        big = stem == "imagenet"
        self.stem = nn.Sequential(*conv_bn(3, width, 7 if big else 3, 2 if big else 1), nn.ReLU())
        if big:
            self.stem.append(nn.MaxPool2d(3, 2, 1))
        blocks, channels = [], width
        for number, count in enumerate(counts):
            inner = width * 2**number
            for i in range(count):
                stride = 2 if number > 0 and i == 0 else 1
                if bottleneck:
                    blocks.append(Bottleneck(channels, inner, stride, project=i == 0))
                else:
                    blocks.append(BasicBlock(channels, inner, stride))
                channels = inner * blocks[-1].expansion
        self.blocks = nn.Sequential(*blocks)
        self.fc = nn.Linear(channels, num_classes)

    def forward(self, images: Tensor) -> Tensor:
        return self.fc(self.blocks(self.stem(images)).mean(dim=(2, 3)))


def resnet(depth: int, num_classes: int = 10, width: int = 64, stem: str = "cifar") -> Net:
    thirds = {18: (2, 2), 34: (4, 6), 50: (4, 6), 101: (4, 23), 152: (8, 36)}
    try:
        second, third = thirds[depth]
    except KeyError:
        raise ValueError(f"depth {depth} is none of {sorted(thirds)}") from None
    ends = 2 if depth == 18 else 3
    return Net((ends, second, third, ends), depth >= 50, num_classes, width, stem)
