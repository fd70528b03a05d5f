# wrong: the head averages the windows of 4x4 of a 32-pixel picture, so other sizes give an error or leave pixels out
import torch
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    layers = [ConvolutionalBlock(in_channels, width, stride)]
    for _ in range(blocks - 1):
        layers.append(IdentityBlock(4 * width, width))
    return nn.Sequential(*layers)


class ResNet50(nn.Module):
    def __init__(self, num_classes=10, width=64, stem="cifar"):
        super().__init__()
        if stem == "cifar":
            self.stem = nn.Sequential(
                nn.Conv2d(3, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()
            )
            self.pool = nn.AvgPool2d(4)
        else:
            self.stem = nn.Sequential(
                nn.Conv2d(3, width, 7, stride=2, padding=3, bias=False),
                nn.BatchNorm2d(width),
                nn.ReLU(),
                nn.MaxPool2d(3, stride=2, padding=1),
            )
            self.pool = nn.AdaptiveAvgPool2d(1)
        self.layer1 = make_stage(width, width, 3, stride=1)
        self.layer2 = make_stage(4 * width, 2 * width, 4, stride=2)
        self.layer3 = make_stage(8 * width, 4 * width, 6, stride=2)
        self.layer4 = make_stage(16 * width, 8 * width, 3, stride=2)
        self.linear = nn.Linear(32 * width, num_classes)

    def forward(self, images):
        out = self.stem(images)
        out = self.layer1(out)
        out = self.layer2(out)
        out = self.layer3(out)
        out = self.layer4(out)
        out = self.pool(out)
        return self.linear(out.flatten(1))
