"""ResNet-18, 34, 50, 101 and 152 from one function (lesson 12).

He et al. 2015, table 1; arXiv:1512.03385. State-dict keys are torchvision's at every depth.

    resnet(18)      11,173,962 parameters with 10 classes and the 3x3 stem
    resnet(34)      21,282,122
    resnet(50)      23,520,842
    resnet(101)     42,512,970
    resnet(152)     58,156,618
"""

from __future__ import annotations

import torch
from torch import nn

from resnet_ref.identity_block import EXPANSION
from resnet_ref.network import ResNet, initialize_weights, make_stage
from resnet_ref.shapes import one_of, require_images, require_positive

BLOCKS = {
    18: (2, 2, 2, 2),
    34: (3, 4, 6, 3),
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
}


class BasicBlock(nn.Module):
    """3x3, 3x3, each followed by BatchNorm; add the shortcut; ReLU.

    The shortcut is the input itself where the shapes agree, and a strided 1x1 convolution with BatchNorm
    where they do not (option B).

    Shapes: [N, in_channels, H, W] -> [N, width, ceil(H/stride), ceil(W/stride)].
    """

    def __init__(self, in_channels: int, width: int, stride: int = 1) -> None:
        super().__init__()
        require_positive(in_channels=in_channels, width=width, stride=stride)
        self.conv1 = nn.Conv2d(in_channels, width, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.downsample: nn.Module = nn.Identity()
        if stride != 1 or in_channels != width:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_channels, width, kernel_size=1, stride=stride, bias=False), nn.BatchNorm2d(width)
            )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        require_images(x, self.conv1.in_channels, "BasicBlock")
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += self.downsample(x)
        return self.relu(out)


def make_basic_stage(in_channels: int, width: int, blocks: int, stride: int) -> nn.Sequential:
    """One stage of BasicBlocks, of which the first changes the shape.

    Shapes: [N, in_channels, H, W] -> [N, width, ceil(H/stride), ceil(W/stride)].
    """
    return nn.Sequential(
        BasicBlock(in_channels, width, stride), *(BasicBlock(width, width) for _ in range(blocks - 1))
    )


def resnet(depth: int, num_classes: int = 10, width: int = 64, stem: str = "cifar") -> ResNet:
    """The network of `depth` weighted layers: basic blocks up to 34, bottlenecks from 50.

    Shapes: [N, 3, H, W] -> logits [N, num_classes].

    Args:
        depth: 18, 34, 50, 101 or 152.
        num_classes: K.
        width: channels of the stem; 64 is the paper's.
        stem: "cifar" or "imagenet", see `ResNet`.

    Raises:
        ValueError: an unknown depth or stem, or a width or number of classes below one.
    """
    if depth not in BLOCKS:
        raise ValueError(one_of("ResNet depth", depth, BLOCKS))
    require_positive(width=width)
    stages, channels = [], width
    for index, blocks in enumerate(BLOCKS[depth]):
        inner, stride = width * 2**index, 1 if index == 0 else 2
        if depth < 50:
            stages.append(make_basic_stage(channels, inner, blocks, stride))
            channels = inner
        else:
            stages.append(make_stage(channels, inner, blocks, stride))
            channels = EXPANSION * inner
    model = ResNet(stages, channels, num_classes, width, stem)
    initialize_weights(model, zero_init_residual=False)
    return model
