# wrong: ReLU6 cuts off everything above 6; the block wants ReLU.
from torch import nn


class ConvBNReLU(nn.Sequential):
    def __init__(self, inp, out, kernel):
        super().__init__(
            nn.Conv2d(inp, out, kernel, padding=(kernel - 1) // 2, bias=False),
            nn.BatchNorm2d(out),
            nn.ReLU6(inplace=True),
        )


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if in_channels != 4 * width:
            raise ValueError("in_channels must be 4*width")
        self.reduce = ConvBNReLU(in_channels, width, 1)
        self.conv = ConvBNReLU(width, width, 3)
        self.expand = nn.Sequential(nn.Conv2d(width, 4 * width, 1, bias=False), nn.BatchNorm2d(4 * width))
        self.relu = nn.ReLU6()

    def forward(self, x):
        return self.relu(x + self.expand(self.conv(self.reduce(x))))
