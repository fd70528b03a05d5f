# right: the whole network, stem to head, is one nn.Sequential of twenty-odd modules
from torch import nn
from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock

STEMS = {
    "cifar": lambda width: [nn.Conv2d(3, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()],
    "imagenet": lambda width: [
        nn.Conv2d(3, width, 7, stride=2, padding=3, bias=False),
        nn.BatchNorm2d(width),
        nn.ReLU(),
        nn.MaxPool2d(3, 2, 1),
    ],
}


def blocks_of(width):
    channels = width
    for number, count in enumerate((3, 4, 6, 3)):
        inside = width << number
        yield ConvolutionalBlock(channels, inside, stride=2 if number else 1)
        channels = 4 * inside
        for _ in range(1, count):
            yield IdentityBlock(channels, inside)


class ResNet50(nn.Sequential):
    def __init__(self, num_classes=10, width=64, stem="cifar"):
        super().__init__(
            *STEMS[stem](width),
            *blocks_of(width),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(32 * width, num_classes),
        )
