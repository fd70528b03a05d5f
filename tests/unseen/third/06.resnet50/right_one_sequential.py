# right: the network is an nn.Sequential with named parts and has no forward of its own
from collections import OrderedDict

import torch
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    layers = [ConvolutionalBlock(in_channels, width, stride)]
    for _ in range(blocks - 1):
        layers.append(IdentityBlock(4 * width, width))
    return nn.Sequential(*layers)


class ResNet50(nn.Sequential):
    def __init__(self, num_classes=10, width=64, stem="cifar"):
        parts = OrderedDict()
        if stem == "imagenet":
            parts["conv"] = nn.Conv2d(3, width, 7, stride=2, padding=3, bias=False)
        else:
            parts["conv"] = nn.Conv2d(3, width, 3, stride=1, padding=1, bias=False)
        parts["norm"] = nn.BatchNorm2d(width)
        parts["relu"] = nn.ReLU(inplace=True)
        if stem == "imagenet":
            parts["pool"] = nn.MaxPool2d(3, stride=2, padding=1)
        channels = width
        for number, (blocks, stride) in enumerate([(3, 1), (4, 2), (6, 2), (3, 2)], start=1):
            parts[f"stage{number}"] = make_stage(channels, width, blocks, stride)
            channels, width = 4 * width, 2 * width
        parts["mean"] = nn.AdaptiveAvgPool2d(1)
        parts["flatten"] = nn.Flatten()
        parts["classes"] = nn.Linear(channels, num_classes)
        super().__init__(parts)
