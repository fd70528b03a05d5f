# right: convolutions and BatchNorms in two ModuleLists made from a table of channels and kernels; maximum(0) for ReLU
import torch
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        match in_channels / width:
            case 4:
                pass
            case ratio:
                raise ValueError(f"in_channels must be 4 times the width, but is {ratio} times")
        channels = [in_channels, width, width, in_channels]
        self.convs = nn.ModuleList()
        self.norms = nn.ModuleList()
        for before, after, k in zip(channels, channels[1:], (1, 3, 1)):
            self.convs.append(nn.Conv2d(before, after, k, padding=k // 2, bias=False))
            self.norms.append(nn.BatchNorm2d(after))

    def forward(self, x):
        out, zero = x, x.new_zeros(())
        for number, (conv, norm) in enumerate(zip(self.convs, self.norms)):
            out = norm(conv(out))
            if number == 2:
                out = out + x
            out = torch.maximum(out, zero)
        return out
