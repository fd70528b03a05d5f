# wrong: There is a fourth ReLU, on the branch after the third BatchNorm, so the branch can only add.
import torch.nn.functional as F
from torch import nn


class IdentityBlock(nn.Module):
    def __init__(self, in_channels, width):
        super().__init__()
        if in_channels != 4 * width:
            raise ValueError(f"expected {4 * width} channels, got {in_channels}")
        sizes = [(in_channels, width, 1), (width, width, 3), (width, in_channels, 1)]
        self.convs = nn.ModuleList(nn.Conv2d(i, o, k, padding=k // 2, bias=False) for i, o, k in sizes)
        self.norms = nn.ModuleList(nn.BatchNorm2d(o) for _, o, _ in sizes)

    def forward(self, x):
        out = x
        for conv, norm in zip(self.convs, self.norms, strict=True):
            out = F.relu(norm(conv(out)))
        return F.relu(out + x)
