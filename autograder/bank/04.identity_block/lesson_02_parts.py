"""Built from what lesson 02 taught: the hand-written convolution and BatchNorm."""

import torch
from torch import nn

from resnet_ref.convolution import BatchNorm2d, conv2d


class IdentityBlock(nn.Module):
    def __init__(self, in_channels: int, width: int) -> None:
        super().__init__()
        if in_channels != 4 * width:
            raise ValueError("in_channels must be 4*width")
        shapes = [(width, in_channels, 1, 1), (width, width, 3, 3), (in_channels, width, 1, 1)]
        self.weights = nn.ParameterList(nn.Parameter(torch.randn(shape) * 0.1) for shape in shapes)
        self.norms = nn.ModuleList(BatchNorm2d(shape[0]) for shape in shapes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = x
        for index, (weight, norm) in enumerate(zip(self.weights, self.norms, strict=True)):
            out = norm(conv2d(out, weight, padding=weight.shape[-1] // 2))
            if index < 2:
                out = out.relu()
        return (out + x).relu()
