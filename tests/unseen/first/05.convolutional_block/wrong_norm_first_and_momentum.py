# wrong: On the shortcut BatchNorm stands before the convolution AND all BatchNorms have momentum 0.01.
import torch
from torch import nn


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width, momentum=0.01)
        self.conv2 = nn.Conv2d(width, width, 3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width, momentum=0.01)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width, momentum=0.01)
        self.shortcut = nn.Sequential(
            nn.BatchNorm2d(in_channels, momentum=0.01),
            nn.Conv2d(in_channels, 4 * width, 1, stride=stride, bias=False),
        )

    def forward(self, x):
        out = torch.relu(self.bn1(self.conv1(x)))
        out = torch.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        return torch.relu(out + self.shortcut(x))
