# wrong: The 3x3 has stride 1 and pixels are dropped after its BatchNorm, whose statistics see all of them.
import torch
from torch import nn


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(in_channels, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.conv_skip = nn.Conv2d(in_channels, 4 * width, 1, stride=stride, bias=False)
        self.bn_skip = nn.BatchNorm2d(4 * width)

    def forward(self, x):
        out = torch.relu(self.bn1(self.conv1(x)))
        out = torch.relu(self.bn2(self.conv2(out)))
        out = out[:, :, :: self.stride, :: self.stride]
        out = self.bn3(self.conv3(out))
        return torch.relu(out + self.bn_skip(self.conv_skip(x)))
