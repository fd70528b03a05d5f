# wrong: The BatchNorms are made with Keras's numbers, eps 1e-3 and momentum 0.99, instead of torch's.
import torch.nn.functional as F
from torch import nn


def conv_bn(channels):
    return nn.Sequential(
        nn.Conv2d(channels, channels, kernel_size=3, padding="same", bias=False),
        nn.BatchNorm2d(channels, eps=1e-3, momentum=0.99),
    )


class PlainBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.a = conv_bn(channels)
        self.b = conv_bn(channels)

    def forward(self, x):
        return F.relu(self.b(F.relu(self.a(x))))


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.a = conv_bn(channels)
        self.b = conv_bn(channels)

    def forward(self, x):
        return F.relu(self.b(F.relu(self.a(x))) + x)
