# right: match statement, shortcut as a method, in-place steps on own tensors, zip over a plan
import torch
from torch import nn

from resnet_ref.network import ResNet, make_stage


class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.a = nn.Conv2d(in_channels, width, 3, stride, 1, bias=False)
        self.b = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.norms = nn.ModuleList([nn.BatchNorm2d(width), nn.BatchNorm2d(width)])
        self.fits = in_channels == width and stride == 1
        if not self.fits:
            self.p = nn.Conv2d(in_channels, width, 1, stride, bias=False)
            self.norms.append(nn.BatchNorm2d(width))

    def shortcut(self, x):
        return x if self.fits else self.norms[2](self.p(x))

    def forward(self, x):
        y = self.norms[0](self.a(x)).relu_()
        y = self.norms[1](self.b(y)).add_(self.shortcut(x))
        return torch.relu_(y)


def basic(in_channels, width, blocks, stride):
    stage = nn.Sequential(BasicBlock(in_channels, width, stride))
    while len(stage) < blocks:
        stage.append(BasicBlock(width, width))
    return stage


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    match depth:
        case 18:
            stage, factor, counts = basic, 1, (2, 2, 2, 2)
        case 34:
            stage, factor, counts = basic, 1, (3, 4, 6, 3)
        case 50:
            stage, factor, counts = make_stage, 4, (3, 4, 6, 3)
        case 101:
            stage, factor, counts = make_stage, 4, (3, 4, 23, 3)
        case 152:
            stage, factor, counts = make_stage, 4, (3, 8, 36, 3)
        case _:
            raise ValueError("depth must be 18, 34, 50, 101 or 152")
    inner = [width, 2 * width, 4 * width, 8 * width]
    given = [width] + [factor * w for w in inner]
    stages = [
        stage(c, w, n, s) for c, w, n, s in zip(given[:4], inner, counts, (1, 2, 2, 2), strict=True)
    ]
    return ResNet(stages, given[-1], num_classes, width, stem)
