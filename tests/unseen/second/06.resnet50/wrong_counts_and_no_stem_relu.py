# wrong: Stages 2 and 3 have 6 and 4 blocks, not 4 and 6 AND the stem has no ReLU.
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
        stems = {
            "cifar": [nn.Conv2d(3, width, 3, padding=1, bias=False), nn.BatchNorm2d(width)],
            "imagenet": [
                nn.Conv2d(3, width, 7, stride=2, padding=3, bias=False),
                nn.BatchNorm2d(width),
                nn.MaxPool2d(3, stride=2, padding=1),
            ],
        }
        self.features = nn.Sequential(
            *stems[stem],
            make_stage(width, width, 3, 1),
            make_stage(4 * width, 2 * width, 6, 2),
            make_stage(8 * width, 4 * width, 4, 2),
            make_stage(16 * width, 8 * width, 3, 2),
            nn.AdaptiveAvgPool2d((1, 1)),
            nn.Flatten(),
        )
        self.classifier = nn.Linear(32 * width, num_classes)

    def forward(self, images):
        return self.classifier(self.features(images))
