# wrong: there is no ReLU between the 3x3 and the last 1x1
import torch.nn.functional as F
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if in_channels != 4 * width:
            raise ValueError("the addition needs in_channels == 4 * width")
        self.conv1 = nn.Conv2d(in_channels, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out = self.bn3(self.conv3(out))
        return F.relu(x + out)
