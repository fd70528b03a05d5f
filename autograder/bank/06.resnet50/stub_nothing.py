from torch import nn


class ResNet50(nn.Module):
    def __init__(self, num_classes=10, width=64, stem="cifar"):
        super().__init__()
        self.num_classes = num_classes

    def forward(self, x):
        return None
