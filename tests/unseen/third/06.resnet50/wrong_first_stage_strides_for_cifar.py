# wrong: without a pooling in the stem the first stage is given the stride 2
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
        if stem == "imagenet":
            self.conv = nn.Conv2d(3, width, kernel_size=7, stride=2, padding=3, bias=False)
            self.maxpool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
            first_stride = 1  # the pooling has halved the picture already
        else:
            self.conv = nn.Conv2d(3, width, kernel_size=3, stride=1, padding=1, bias=False)
            self.maxpool = nn.Identity()
            first_stride = 2
        self.bn = nn.BatchNorm2d(width)
        self.relu = nn.ReLU()
        self.stages = nn.Sequential(
            make_stage(width, width, 3, first_stride),
            make_stage(4 * width, 2 * width, 4, 2),
            make_stage(8 * width, 4 * width, 6, 2),
            make_stage(16 * width, 8 * width, 3, 2),
        )
        self.fc = nn.Linear(32 * width, num_classes)

    def forward(self, images):
        x = self.maxpool(self.relu(self.bn(self.conv(images))))
        x = self.stages(x)
        return self.fc(x.mean(dim=(2, 3)))
