# wrong: two mistakes in the stem: no ReLU after its BatchNorm, and its convolution has a bias
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
            self.stem = nn.Sequential(nn.Conv2d(3, width, 3, padding=1), nn.BatchNorm2d(width))
        else:
            self.stem = nn.Sequential(
                nn.Conv2d(3, width, 7, stride=2, padding=3), nn.BatchNorm2d(width), nn.MaxPool2d(3, 2, 1)
            )
        self.layer1 = make_stage(width, width, 3, 1)
        self.layer2 = make_stage(4 * width, 2 * width, 4, 2)
        self.layer3 = make_stage(8 * width, 4 * width, 6, 2)
        self.layer4 = make_stage(16 * width, 8 * width, 3, 2)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(32 * width, num_classes)

    def forward(self, images):
        x = self.stem(images)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(self.avgpool(x).flatten(1))
