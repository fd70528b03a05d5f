# wrong: The first two convolutions share one BatchNorm; each needs its own.
from torch import nn


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        out_channels = 4 * width
        self.conv1 = nn.Conv2d(in_channels, width, 1, bias=False)
        self.conv2 = nn.Conv2d(width, width, 3, stride=stride, padding=1, bias=False)
        self.conv3 = nn.Conv2d(width, out_channels, 1, bias=False)
        self.bn = nn.BatchNorm2d(width)
        self.bn_out = nn.BatchNorm2d(out_channels)
        self.projection = nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False)
        self.bn_projection = nn.BatchNorm2d(out_channels)
        self.relu = nn.ReLU()

    def forward(self, x):
        out = self.relu(self.bn(self.conv1(x)))
        out = self.relu(self.bn(self.conv2(out)))
        out = self.bn_out(self.conv3(out))
        return self.relu(out + self.bn_projection(self.projection(x)))
