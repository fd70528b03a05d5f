# wrong: There is a ReLU on the shortcut after its BatchNorm, so the shortcut can only add.
from torch import nn


def conv_bn_relu(inp, out, kernel, stride=1):
    return nn.Sequential(
        nn.Conv2d(inp, out, kernel, stride=stride, padding=kernel // 2, bias=False),
        nn.BatchNorm2d(out),
        nn.ReLU(),
    )


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        self.step1 = conv_bn_relu(in_channels, width, 1)
        self.step2 = conv_bn_relu(width, width, 3, stride)
        self.step3 = nn.Sequential(nn.Conv2d(width, 4 * width, 1, bias=False), nn.BatchNorm2d(4 * width))
        self.shortcut = conv_bn_relu(in_channels, 4 * width, 1, stride)
        self.relu = nn.ReLU()

    def forward(self, x):
        out = self.step3(self.step2(self.step1(x)))
        return self.relu(out + self.shortcut(x))
