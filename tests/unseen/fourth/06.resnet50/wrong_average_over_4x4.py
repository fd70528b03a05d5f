# wrong: the head averages over windows of 4x4 and not over the whole map, which suits pictures of 32 pixels only
import torch.nn.functional as F
from torch import nn
from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


class ResNet50(nn.Module):
    def __init__(self, num_classes=10, width=64, stem="cifar"):
        super().__init__()
        if stem == "cifar":
            self.conv1 = nn.Conv2d(3, width, kernel_size=3, stride=1, padding=1, bias=False)
            self.pool, self.window = nn.Identity(), 4
        else:
            self.conv1 = nn.Conv2d(3, width, kernel_size=7, stride=2, padding=3, bias=False)
            self.pool, self.window = nn.MaxPool2d(3, stride=2, padding=1), 7
        self.bn1 = nn.BatchNorm2d(width)
        self.in_channels = width
        self.layer1 = self._make_layer(width, 3, 1)
        self.layer2 = self._make_layer(width * 2, 4, 2)
        self.layer3 = self._make_layer(width * 4, 6, 2)
        self.layer4 = self._make_layer(width * 8, 3, 2)
        self.linear = nn.Linear(width * 32, num_classes)

    def _make_layer(self, width, blocks, stride):
        layers = [ConvolutionalBlock(self.in_channels, width, stride)]
        self.in_channels = 4 * width
        for _ in range(blocks - 1):
            layers.append(IdentityBlock(self.in_channels, width))
        return nn.Sequential(*layers)

    def forward(self, images):
        out = self.pool(F.relu(self.bn1(self.conv1(images))))
        out = self.layer4(self.layer3(self.layer2(self.layer1(out))))
        out = F.avg_pool2d(out, self.window)
        out = out.view(out.size(0), -1)
        return self.linear(out)
