from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()

    def forward(self, x):
        return x


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    return None
