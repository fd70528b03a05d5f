# wrong: the max-pooling of the imagenet stem has no padding
from torch import nn
from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    layers = [ConvolutionalBlock(in_channels, width, stride)]
    layers += [IdentityBlock(4 * width, width) for _ in range(1, blocks)]
    return nn.Sequential(*layers)


class ResNet50(nn.Module):
    def __init__(self, num_classes=10, width=64, stem="cifar"):
        super().__init__()
        kernel, step = (3, 1) if stem == "cifar" else (7, 2)
        layers = [
            nn.Conv2d(3, width, kernel, stride=step, padding=kernel // 2, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
        ]
        if stem == "imagenet":
            layers.append(nn.MaxPool2d(3, 2))
        self.stem = nn.Sequential(*layers)
        self.layer1 = make_stage(width, width, 3, 1)
        self.layer2 = make_stage(4 * width, 2 * width, 4, 2)
        self.layer3 = make_stage(8 * width, 4 * width, 6, 2)
        self.layer4 = make_stage(16 * width, 8 * width, 3, 2)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(32 * width, num_classes)

    def forward(self, images):
        x = self.stem(images)
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = stage(x)
        return self.fc(self.pool(x).flatten(1))
