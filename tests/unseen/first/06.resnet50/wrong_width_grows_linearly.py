# wrong: the widths of the stages are 1, 2, 3 and 4 times the width instead of doubling.
import torch.nn.functional as F
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
        self.imagenet = stem == "imagenet"
        if self.imagenet:
            self.conv = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        else:
            self.conv = nn.Conv2d(3, width, 3, 1, 1, bias=False)
        self.bn = nn.BatchNorm2d(width)
        stages, channels = [], width
        for i, blocks in enumerate((3, 4, 6, 3)):
            inner = width * (i + 1)
            stages.append(make_stage(channels, inner, blocks, 1 if i == 0 else 2))
            channels = 4 * inner
        self.stages = nn.Sequential(*stages)
        self.head = nn.Linear(channels, num_classes)

    def forward(self, images):
        x = F.relu(self.bn(self.conv(images)))
        if self.imagenet:
            x = F.max_pool2d(x, 3, 2, 1)
        x = self.stages(x)
        return self.head(x.mean(dim=(2, 3)))
