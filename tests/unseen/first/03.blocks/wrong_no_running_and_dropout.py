# wrong: The BatchNorms keep no running statistics AND a Dropout stands between the convolutions.
import torch.nn.functional as F
from torch import nn


class PlainBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels, track_running_stats=False)
        self.drop = nn.Dropout2d(0.1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels, track_running_stats=False)

    def residual(self, x):
        x = self.drop(F.relu(self.bn1(self.conv1(x))))
        return self.bn2(self.conv2(x))

    def forward(self, x):
        return F.relu(self.residual(x))


class ResidualBlock(PlainBlock):
    def forward(self, x):
        return F.relu(x + self.residual(x))
