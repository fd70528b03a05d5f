from torch import nn


class PlainBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.channels = channels

    def forward(self, x):
        raise NotImplementedError("03.blocks")


class ResidualBlock(PlainBlock):
    pass
