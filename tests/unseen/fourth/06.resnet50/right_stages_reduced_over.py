# right: stages hang on the module through setattr and are run by functools.reduce; the pooling is functional
from functools import reduce

import torch
import torch.nn.functional as F
from torch import nn
from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


class ResNet50(nn.Module):
    PLAN = ((1, 3, 1), (2, 4, 2), (4, 6, 2), (8, 3, 2))  # times width, blocks, stride

    def __init__(self, num_classes=10, width=64, stem="cifar"):
        super().__init__()
        if stem not in ("cifar", "imagenet"):
            raise ValueError(f"no stem called {stem!r}")
        self.large = stem == "imagenet"
        options = {"kernel_size": 7, "stride": 2, "padding": 3} if self.large else {"kernel_size": 3, "padding": 1}
        self.first = nn.Conv2d(3, width, bias=False, **options)
        self.first_norm = nn.BatchNorm2d(width)
        channels = width
        for number, (times, blocks, stride) in enumerate(self.PLAN):
            stage = nn.Sequential(ConvolutionalBlock(channels, times * width, stride))
            channels = 4 * times * width
            stage.extend([IdentityBlock(channels, times * width) for _ in range(blocks - 1)])
            setattr(self, f"stage{number}", stage)
        self.scores = nn.Linear(channels, num_classes)

    def forward(self, images):
        x = torch.relu(self.first_norm(self.first(images)))
        if self.large:
            x = F.max_pool2d(x, kernel_size=3, stride=2, padding=1)
        x = reduce(lambda maps, number: getattr(self, f"stage{number}")(maps), range(len(self.PLAN)), x)
        return self.scores(x.flatten(2).mean(-1))
