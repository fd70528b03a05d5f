# wrong: the CIFAR stem keeps the max-pooling, with stride 1 so that nothing shrinks; no pooling is asked for
import torch
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
        kernel, stride = (3, 1) if stem == "cifar" else (7, 2)
        self.stem = nn.Sequential(
            nn.Conv2d(3, width, kernel, stride=stride, padding=kernel // 2, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=stride, padding=1),
        )
        self.layer1 = make_stage(width, width, 3, 1)
        self.layer2 = make_stage(width * 4, width * 2, 4, 2)
        self.layer3 = make_stage(width * 8, width * 4, 6, 2)
        self.layer4 = make_stage(width * 16, width * 8, 3, 2)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(width * 32, num_classes)

    def forward(self, images):
        x = self.stem(images)
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = layer(x)
        x = self.avgpool(x)
        return self.fc(torch.flatten(x, 1))
