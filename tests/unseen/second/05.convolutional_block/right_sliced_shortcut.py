# right: the shortcut slices every stride-th pixel, then projects; ModuleLists, F.relu
import torch.nn.functional as F
from torch import nn


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        self.stride = stride
        shapes = [(in_channels, width, 1, 1), (width, width, 3, stride), (width, 4 * width, 1, 1)]
        self.convs = nn.ModuleList(
            nn.Conv2d(a, b, k, stride=s, padding=k // 2, bias=False) for a, b, k, s in shapes
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(b) for _, b, _, _ in shapes)
        self.w_s = nn.Conv2d(in_channels, 4 * width, 1, bias=False)
        self.norm_s = nn.BatchNorm2d(4 * width)

    def forward(self, x):
        out = x
        for i, (conv, norm) in enumerate(zip(self.convs, self.norms)):
            out = norm(conv(out if i == 0 else F.relu(out)))
        kept = x[:, :, :: self.stride, :: self.stride]
        return F.relu(out + self.norm_s(self.w_s(kept)))
