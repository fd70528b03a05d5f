# right: all sixteen blocks in one ModuleList, the head a lazy linear layer that is made at once
import torch
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


class ResNet50(nn.Module):
    def __init__(self, num_classes=10, width=64, stem="cifar"):
        super().__init__()
        kernel, step = (7, 2) if stem == "imagenet" else (3, 1)
        self.conv1 = nn.Conv2d(3, width, kernel, step, kernel // 2, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.pool = nn.MaxPool2d(3, 2, 1) if stem == "imagenet" else nn.Identity()
        self.blocks = nn.ModuleList()
        channels = width
        for stage, count in enumerate([3, 4, 6, 3]):
            w = width << stage
            for i in range(count):
                if i == 0:
                    self.blocks.append(ConvolutionalBlock(channels, w, min(stage, 1) + 1))
                else:
                    self.blocks.append(IdentityBlock(channels, w))
                channels = 4 * w
        self.fc = nn.LazyLinear(num_classes)
        self.fc(torch.zeros(1, channels))  # now it knows its inputs

    def forward(self, images):
        x = self.pool(self.bn1(self.conv1(images)).relu())
        for block in self.blocks:
            x = block(x)
        n, c = x.shape[:2]
        return self.fc(x.reshape(n, c, -1).mean(2))
