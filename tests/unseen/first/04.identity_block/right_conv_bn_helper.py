# right: a ConvBN helper class with an optional activation, type annotations
from torch import Tensor, nn


class ConvBN(nn.Sequential):
    def __init__(self, inp: int, out: int, kernel: int, act: bool = True) -> None:
        super().__init__(
            nn.Conv2d(inp, out, kernel, padding=(kernel - 1) // 2, bias=False),
            nn.BatchNorm2d(out),
            nn.ReLU() if act else nn.Identity(),
        )


class IdentityBlock(nn.Module):
    def __init__(self, in_channels: int, width: int) -> None:
        super().__init__()
        self._check(in_channels, width)
        self.squeeze = ConvBN(in_channels, width, 1)
        self.mix = ConvBN(width, width, 3)
        self.unsqueeze = ConvBN(width, in_channels, 1, act=False)
        self.final = nn.ReLU()

    @staticmethod
    def _check(in_channels: int, width: int) -> None:
        wanted = 4 * width
        if in_channels != wanted:
            raise ValueError(f"IdentityBlock of width {width} wants {wanted} channels, not {in_channels}")

    def forward(self, x: Tensor) -> Tensor:
        return self.final(self.unsqueeze(self.mix(self.squeeze(x))) + x)
