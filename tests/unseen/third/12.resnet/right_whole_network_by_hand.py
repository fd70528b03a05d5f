# right: nothing from the reference's network: stem, head and bottleneck are written anew, with functional calls
import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    """relu(branch(x) + shortcut(x)); the branch is a row of (outputs, kernel, stride)."""

    def __init__(self, in_channels, row, project):
        super().__init__()
        self.convs, self.norms = nn.ModuleList(), nn.ModuleList()
        channels, total = in_channels, 1
        for outputs, kernel, stride in row:
            self.convs.append(nn.Conv2d(channels, outputs, kernel, stride, kernel // 2, bias=False))
            self.norms.append(nn.BatchNorm2d(outputs))
            channels, total = outputs, total * stride
        if project:
            self.projection = nn.Conv2d(in_channels, channels, 1, total, bias=False)
            self.projection_norm = nn.BatchNorm2d(channels)
        self.project = project

    def forward(self, x):
        out = x
        for i, (conv, norm) in enumerate(zip(self.convs, self.norms, strict=True)):
            out = norm(conv(F.relu(out) if i else out))
        if self.project:
            x = self.projection_norm(self.projection(x))
        return F.relu(x + out)


class BasicBlock(Block):
    expansion = 1

    def __init__(self, in_channels, width, stride=1):
        super().__init__(
            in_channels, [(width, 3, stride), (width, 3, 1)], (in_channels, stride) != (width, 1)
        )


class Bottleneck(Block):
    expansion = 4

    def __init__(self, in_channels, width, stride, first):
        super().__init__(in_channels, [(width, 1, 1), (width, 3, stride), (4 * width, 1, 1)], first)


class Network(nn.Module):
    def __init__(self, kind, counts, num_classes, width, stem):
        super().__init__()
        if stem == "cifar":
            first = [nn.Conv2d(3, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
        elif stem == "imagenet":
            first = [nn.Conv2d(3, width, 7, 2, 3, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
            first.append(nn.MaxPool2d(3, 2, 1))
        else:
            raise ValueError(stem)
        body, channels = [], width
        for stage, count in enumerate(counts):
            w = width << stage
            for number in range(count):
                stride = 2 if stage and not number else 1
                if kind is BasicBlock:
                    body.append(BasicBlock(channels, w, stride))
                else:
                    body.append(Bottleneck(channels, w, stride, number == 0))
                channels = kind.expansion * w
        self.stem, self.body = nn.Sequential(*first), nn.Sequential(*body)
        self.fc = nn.Linear(channels, num_classes)

    def forward(self, images):
        return self.fc(torch.mean(self.body(self.stem(images)), dim=(-2, -1)))


FAMILY = {
    18: (BasicBlock, [2, 2, 2, 2]),
    34: (BasicBlock, [3, 4, 6, 3]),
    50: (Bottleneck, [3, 4, 6, 3]),
    101: (Bottleneck, [3, 4, 23, 3]),
    152: (Bottleneck, [3, 8, 36, 3]),
}


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    try:
        kind, counts = FAMILY[depth]
    except KeyError as unknown:
        raise ValueError(f"there is no ResNet-{depth}") from unknown
    return Network(kind, counts, num_classes, width, stem)
