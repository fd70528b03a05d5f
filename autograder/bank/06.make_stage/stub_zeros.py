import torch
from torch import nn


class Zeros(nn.Module):
    def __init__(self, channels, stride):
        super().__init__()
        self.channels, self.stride = channels, stride

    def forward(self, x):
        return torch.zeros(
            len(x), self.channels, -(-x.shape[2] // self.stride), -(-x.shape[3] // self.stride)
        )


def make_stage(in_channels, width, blocks, stride):
    return nn.Sequential(Zeros(4 * width, stride))
