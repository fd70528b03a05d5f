# right: a subclass of nn.Sequential with named parts, so that no forward is needed
from collections import OrderedDict

from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    return nn.Sequential(
        ConvolutionalBlock(in_channels, width, stride),
        *[IdentityBlock(4 * width, width) for _ in range(1, blocks)],
    )


def make_stem(kind, channels):
    if kind == "cifar":
        return nn.Sequential(nn.Conv2d(3, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels), nn.ReLU())
    if kind == "imagenet":
        return nn.Sequential(
            nn.Conv2d(3, channels, 7, 2, 3, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(3, 2, 1),
        )
    raise ValueError(f"no such stem: {kind}")


class ResNet50(nn.Sequential):
    def __init__(self, num_classes=10, width=64, stem="cifar"):
        parts = OrderedDict(stem=make_stem(stem, width))
        channels = width
        for number, (blocks, stride) in enumerate([(3, 1), (4, 2), (6, 2), (3, 2)]):
            inner = width << number
            parts[f"stage{number + 1}"] = make_stage(channels, inner, blocks, stride)
            channels = 4 * inner
        parts["mean"] = nn.AdaptiveAvgPool2d(1)
        parts["flat"] = nn.Flatten()
        parts["logits"] = nn.Linear(channels, num_classes)
        super().__init__(parts)
