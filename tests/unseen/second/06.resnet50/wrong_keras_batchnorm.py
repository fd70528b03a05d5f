# wrong: The stem's BatchNorm has eps 0.001 and momentum 0.99, not torch's defaults.
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
        large = stem == "imagenet"
        self.conv = nn.Conv2d(
            3, width, 7 if large else 3, stride=2 if large else 1, padding=3 if large else 1, bias=False
        )
        self.bn = nn.BatchNorm2d(width, eps=1e-3, momentum=0.99)
        self.pool = nn.MaxPool2d(3, stride=2, padding=1) if large else None
        self.body = nn.Sequential(
            make_stage(width, width, 3, 1),
            make_stage(4 * width, 2 * width, 4, 2),
            make_stage(8 * width, 4 * width, 6, 2),
            make_stage(16 * width, 8 * width, 3, 2),
        )
        self.fc = nn.Linear(32 * width, num_classes)

    def forward(self, images):
        x = nn.functional.relu(self.bn(self.conv(images)))
        if self.pool is not None:
            x = self.pool(x)
        x = self.body(x)
        return self.fc(x.mean((2, 3)))
