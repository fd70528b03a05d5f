"""The bottleneck block whose shortcut is the input itself (lesson 04).

He et al. 2015, "Deep Residual Learning for Image Recognition", figure 5, right; arXiv:1512.03385.
"""

from __future__ import annotations

import torch
from torch import nn

from resnet_ref.shapes import require_images, require_positive

EXPANSION = 4  # a bottleneck widens to four times its inner width on the way out


class IdentityBlock(nn.Module):
    """1x1 reduce, 3x3, 1x1 expand, each followed by BatchNorm; add the input; ReLU.

    Shapes: [N, 4*width, H, W] -> [N, 4*width, H, W].

    Args:
        in_channels: channels of the input, which must be 4*width for the addition to fit.
        width: channels inside the bottleneck.

    Raises:
        ValueError: `in_channels != 4 * width`.
    """

    def __init__(self, in_channels: int, width: int) -> None:
        super().__init__()
        require_positive(in_channels=in_channels, width=width)
        if in_channels != EXPANSION * width:
            raise ValueError(
                f"IdentityBlock adds its input to an output of 4*width = {EXPANSION * width} channels, so "
                f"in_channels must be {EXPANSION * width}, not {in_channels}. Where the shapes differ, "
                "use ConvolutionalBlock."
            )
        self.conv1 = nn.Conv2d(in_channels, width, kernel_size=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, EXPANSION * width, kernel_size=1, bias=False)
        self.bn3 = nn.BatchNorm2d(EXPANSION * width)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        require_images(x, self.conv1.in_channels, "IdentityBlock")
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        out += x
        return self.relu(out)
