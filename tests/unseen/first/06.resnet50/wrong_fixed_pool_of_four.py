# wrong: averages fixed windows of 4x4, so the head fits only pictures whose last map is 4x4.
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
                nn.Conv2d(3, width, kernel_size=3, stride=1, padding=1, bias=False),
                nn.BatchNorm2d(width),
                nn.ReLU(),
            )
        else:
            self.stem = nn.Sequential(
                nn.Conv2d(3, width, kernel_size=7, stride=2, padding=3, bias=False),
                nn.BatchNorm2d(width),
                nn.ReLU(),
                nn.MaxPool2d(3, stride=2, padding=1),
            )
        self.stage1 = make_stage(width, width, 3, 1)
        self.stage2 = make_stage(4 * width, 2 * width, 4, 2)
        self.stage3 = make_stage(8 * width, 4 * width, 6, 2)
        self.stage4 = make_stage(16 * width, 8 * width, 3, 2)
        self.pool = nn.AvgPool2d(4)
        self.fc = nn.Linear(32 * width, num_classes)

    def forward(self, images):
        x = self.stem(images)
        x = self.stage1(x)
        x = self.stage2(x)
        x = self.stage3(x)
        x = self.stage4(x)
        x = self.pool(x).flatten(1)
        return self.fc(x)
