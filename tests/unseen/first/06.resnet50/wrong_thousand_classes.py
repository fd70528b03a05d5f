# wrong: num_classes is ignored, the head always gives 1000 scores AND the stem is ignored, it is always 3x3.
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
        self.stem = nn.Sequential(
            nn.Conv2d(3, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()
        )
        self.layers = nn.Sequential(
            make_stage(width, width, 3, 1),
            make_stage(width * 4, width * 2, 4, 2),
            make_stage(width * 8, width * 4, 6, 2),
            make_stage(width * 16, width * 8, 3, 2),
        )
        self.fc = nn.Linear(width * 32, 1000)

    def forward(self, images):
        x = self.layers(self.stem(images))
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))
