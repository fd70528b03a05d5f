# wrong: [layer] * 2 puts the same convolution into the list twice, so both steps share one weight.
from torch import nn


class PlainBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(channels, channels, 3, padding=1, bias=False)] * 2)
        self.norms = nn.ModuleList([nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)])
        self.relu = nn.ReLU()

    def forward(self, x):
        for conv, norm in zip(self.convs, self.norms, strict=True):
            x = self.relu(norm(conv(x)))
        return x


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(channels, channels, 3, padding=1, bias=False)] * 2)
        self.norms = nn.ModuleList([nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)])
        self.relu = nn.ReLU()

    def forward(self, x):
        out = self.relu(self.norms[0](self.convs[0](x)))
        out = self.norms[1](self.convs[1](out))
        return self.relu(out + x)
