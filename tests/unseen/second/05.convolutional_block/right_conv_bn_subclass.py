# right: a Sequential subclass for convolution and BatchNorm, a ModuleDict of two paths
import torch
from torch import Tensor, nn


class ConvBN(nn.Sequential):
    def __init__(self, c_in: int, c_out: int, kernel: int, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(c_in, c_out, kernel, stride, padding=(kernel - 1) // 2, bias=False),
            nn.BatchNorm2d(c_out),
        )


class ConvolutionalBlock(nn.Module):
    expansion: int = 4

    def __init__(self, in_channels: int, width: int, stride: int = 2) -> None:
        super().__init__()
        out_channels = self.expansion * width
        self.paths = nn.ModuleDict({
            "short": ConvBN(in_channels, out_channels, 1, stride),
            "long": nn.Sequential(
                ConvBN(in_channels, width, 1),
                nn.ReLU(),
                ConvBN(width, width, 3, stride),
                nn.ReLU(),
                ConvBN(width, out_channels, 1),
            ),
        })

    def forward(self, x: Tensor) -> Tensor:
        total = torch.stack([path(x) for path in self.paths.values()]).sum(dim=0)
        return total.clamp(min=0)
