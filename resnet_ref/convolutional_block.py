"""The bottleneck block that changes shape, with a projection on its shortcut (lesson 05).

He et al. 2015, section 3.3, option B; arXiv:1512.03385.
"""

from __future__ import annotations

import torch
from torch import nn

from resnet_ref.identity_block import EXPANSION
from resnet_ref.shapes import one_of, require_images, require_positive

VERSIONS = ("v1.5", "v1")


class ConvolutionalBlock(nn.Module):
    """A bottleneck whose shortcut is a strided 1x1 convolution and BatchNorm.

    Shapes: [N, in_channels, H, W] -> [N, 4*width, ceil(H/stride), ceil(W/stride)].

    Args:
        in_channels: channels of the input.
        width: channels inside the bottleneck.
        stride: step of the block, 2 where a stage halves its resolution.
        version: "v1.5" puts the stride on the 3x3, as torchvision does, "v1" on the first 1x1, as the paper does.
            Both have the same parameters; only their outputs tell them apart.
            https://catalog.ngc.nvidia.com/orgs/nvidia/resources/resnet_50_v1_5_for_pytorch
    """

    def __init__(self, in_channels: int, width: int, stride: int = 2, *, version: str = "v1.5") -> None:
        super().__init__()
        require_positive(in_channels=in_channels, width=width, stride=stride)
        if version not in VERSIONS:
            raise ValueError(one_of("ResNet version", version, VERSIONS))
        # A strided 1x1 looks at one pixel in four and throws the rest away; a strided 3x3 looks at all of them.
        stride1, stride2 = (stride, 1) if version == "v1" else (1, stride)
        self.conv1 = nn.Conv2d(in_channels, width, kernel_size=1, stride=stride1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, kernel_size=3, stride=stride2, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, EXPANSION * width, kernel_size=1, bias=False)
        self.bn3 = nn.BatchNorm2d(EXPANSION * width)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = nn.Sequential(
            nn.Conv2d(in_channels, EXPANSION * width, kernel_size=1, stride=stride, bias=False),
            nn.BatchNorm2d(EXPANSION * width),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        require_images(x, self.conv1.in_channels, "ConvolutionalBlock")
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        out += self.downsample(x)
        return self.relu(out)
