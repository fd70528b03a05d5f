# wrong: The third BatchNorm is followed by a ReLU before the addition, so F(x) cannot be negative.
import torch.nn.functional as F
from torch import nn


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        self.convs = nn.ModuleList(
            [
                nn.Conv2d(in_channels, width, 1, bias=False),
                nn.Conv2d(width, width, 3, stride=stride, padding=1, bias=False),
                nn.Conv2d(width, 4 * width, 1, bias=False),
            ]
        )
        self.norms = nn.ModuleList([nn.BatchNorm2d(conv.out_channels) for conv in self.convs])
        self.project = nn.Conv2d(in_channels, 4 * width, 1, stride=stride, bias=False)
        self.project_norm = nn.BatchNorm2d(4 * width)

    def forward(self, x):
        shortcut = self.project_norm(self.project(x))
        for conv, norm in zip(self.convs, self.norms, strict=True):
            x = F.relu(norm(conv(x)))
        return F.relu(x + shortcut)
