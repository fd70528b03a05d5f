# wrong: the BatchNorms keep no running statistics, so in eval mode they use those of the batch.
import torch
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if in_channels != 4 * width:
            raise ValueError("in_channels must be 4 * width")
        sizes = [(in_channels, width, 1), (width, width, 3), (width, 4 * width, 1)]
        self.convs = nn.ModuleList(
            nn.Conv2d(before, after, k, padding=k // 2, bias=False) for before, after, k in sizes
        )
        self.bns = nn.ModuleList(nn.BatchNorm2d(after, track_running_stats=False) for _, after, _ in sizes)

    def forward(self, x):
        out = x
        for index, (conv, bn) in enumerate(zip(self.convs, self.bns)):
            out = bn(conv(out))
            if index < 2:
                out = torch.relu(out)
        return torch.relu(out + x)
