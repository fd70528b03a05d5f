from torch import nn


def make_stage(in_channels, width, blocks, stride):
    return nn.Sequential(nn.Conv2d(in_channels, 4 * width, 3, stride, 1), nn.ReLU())
