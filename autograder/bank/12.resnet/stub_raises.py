from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        raise NotImplementedError("12.resnet")


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    raise NotImplementedError("12.resnet")
