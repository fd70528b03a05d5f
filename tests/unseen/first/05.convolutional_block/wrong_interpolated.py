# wrong: The shortcut keeps its stride at 1 and is resized bilinearly to the main path's size.
import torch.nn.functional as F
from torch import nn


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        self.branch = nn.Sequential(
            nn.Conv2d(in_channels, width, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, width, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, 4 * width, 1, bias=False),
            nn.BatchNorm2d(4 * width),
        )
        self.project = nn.Conv2d(in_channels, 4 * width, 1, bias=False)
        self.norm = nn.BatchNorm2d(4 * width)

    def forward(self, x):
        out = self.branch(x)
        shortcut = F.interpolate(self.project(x), size=out.shape[2:], mode="bilinear")
        return F.relu(out + self.norm(shortcut))
