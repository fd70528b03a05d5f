# right: class based on nn.Sequential, the whole network as one row
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
        if stem == "imagenet":
            first = [nn.Conv2d(3, width, 7, stride=2, padding=3, bias=False)]
            last = [nn.MaxPool2d(3, stride=2, padding=1)]
        else:
            first = [nn.Conv2d(3, width, 3, padding=1, bias=False)]
            last = []
        super().__init__(
            *first,
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            *last,
            make_stage(width, width, 3, 1),
            make_stage(4 * width, 2 * width, 4, 2),
            make_stage(8 * width, 4 * width, 6, 2),
            make_stage(16 * width, 8 * width, 3, 2),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(32 * width, num_classes),
        )
