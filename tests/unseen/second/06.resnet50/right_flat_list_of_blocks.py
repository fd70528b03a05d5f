# right: one flat ModuleList of sixteen blocks, mean by einsum, functional pooling
import torch
import torch.nn.functional as F
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


class ResNet50(nn.Module):
    def __init__(self, num_classes: int = 10, width: int = 64, stem: str = "cifar"):
        super().__init__()
        self.big_pictures = stem == "imagenet"
        kernel, stride = (7, 2) if self.big_pictures else (3, 1)
        self.first = nn.Conv2d(3, width, kernel, stride, padding=kernel // 2, bias=False)
        self.first_norm = nn.BatchNorm2d(width)
        self.blocks = nn.ModuleList()
        c = width
        for w, n in zip((width, 2 * width, 4 * width, 8 * width), (3, 4, 6, 3)):
            self.blocks.append(ConvolutionalBlock(c, w, 1 if w == width else 2))
            c = 4 * w
            for _ in range(n - 1):
                self.blocks.append(IdentityBlock(c, w))
        self.last = nn.Linear(c, num_classes)

    def forward(self, images):
        x = self.first_norm(self.first(images)).relu()
        if self.big_pictures:
            x = F.max_pool2d(x, 3, stride=2, padding=1)
        for block in self.blocks:
            x = block(x)
        means = torch.einsum("nchw->nc", x) / (x.shape[2] * x.shape[3])
        return self.last(means)
