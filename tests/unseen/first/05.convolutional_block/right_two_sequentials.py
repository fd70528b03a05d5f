# right: two nn.Sequential paths in a ModuleList, summed with Python's sum, the shortcut made first
import torch
from torch import Tensor, nn


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels: int, width: int, stride: int = 2) -> None:
        super().__init__()

        def conv_bn(inp: int, out: int, kernel: int, stride: int = 1) -> tuple[nn.Module, nn.Module]:
            return nn.Conv2d(inp, out, kernel, stride, (kernel - 1) // 2, bias=False), nn.BatchNorm2d(out)

        shortcut = nn.Sequential(*conv_bn(in_channels, 4 * width, 1, stride))
        main = nn.Sequential(
            *conv_bn(in_channels, width, 1),
            nn.ReLU(),
            *conv_bn(width, width, 3, stride),
            nn.ReLU(),
            *conv_bn(width, 4 * width, 1),
        )
        self.paths = nn.ModuleList([shortcut, main])

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(sum(path(x) for path in self.paths))
