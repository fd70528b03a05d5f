"""The whole network is one Sequential, made by a function; own blocks whose shortcut runs first."""

import torch
from torch import nn


def conv_bn(c_in: int, c_out: int, kernel: int, stride: int = 1) -> list[nn.Module]:
    return [
        nn.Conv2d(c_in, c_out, kernel, stride, (kernel - 1) // 2, bias=False),
        nn.BatchNorm2d(c_out),
    ]


class Residual(nn.Module):
    def __init__(self, c_in: int, width: int, stride: int, project: bool) -> None:
        super().__init__()
        self.side = nn.Sequential(*(conv_bn(c_in, 4 * width, 1, stride) if project else []))
        self.main = nn.Sequential(
            *conv_bn(c_in, width, 1),
            nn.ReLU(),
            *conv_bn(width, width, 3, stride),
            nn.ReLU(),
            *conv_bn(width, 4 * width, 1),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(torch.add(self.side(x), self.main(x)))


def ResNet50(num_classes: int = 10, width: int = 64, stem: str = "cifar") -> nn.Module:
    layers = conv_bn(3, width, 3) if stem == "cifar" else conv_bn(3, width, 7, 2)
    layers.append(nn.ReLU())
    if stem != "cifar":
        layers.append(nn.MaxPool2d(3, stride=2, padding=1))
    channels = width
    for stage, blocks in enumerate([3, 4, 6, 3]):
        inner = width << stage
        for block in range(blocks):
            stride = 2 if stage and not block else 1
            layers.append(Residual(channels, inner, stride, project=block == 0))
            channels = 4 * inner
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, num_classes)]
    return nn.Sequential(*layers)
