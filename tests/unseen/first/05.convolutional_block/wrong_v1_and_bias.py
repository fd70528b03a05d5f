# wrong: The stride stands on the first 1x1 AND all convolutions have a bias.
import torch.nn.functional as F
from torch import nn


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        f1, f2, f3 = width, width, 4 * width
        self.conv2a = nn.Conv2d(in_channels, f1, kernel_size=1, stride=stride)
        self.bn2a = nn.BatchNorm2d(f1)
        self.conv2b = nn.Conv2d(f1, f2, kernel_size=3, padding="same")
        self.bn2b = nn.BatchNorm2d(f2)
        self.conv2c = nn.Conv2d(f2, f3, kernel_size=1)
        self.bn2c = nn.BatchNorm2d(f3)
        self.conv1 = nn.Conv2d(in_channels, f3, kernel_size=1, stride=stride)
        self.bn1 = nn.BatchNorm2d(f3)

    def forward(self, x):
        shortcut = self.bn1(self.conv1(x))
        x = F.relu(self.bn2a(self.conv2a(x)))
        x = F.relu(self.bn2b(self.conv2b(x)))
        x = self.bn2c(self.conv2c(x))
        return F.relu(x + shortcut)
