# wrong: The 3x3 is padded as TensorFlow's "same" does, at right and bottom only for even sizes.
import torch.nn.functional as F
from torch import nn


def pad_same(x, kernel, stride):
    pads = []
    for size in (x.shape[3], x.shape[2]):
        needed = max((-(-size // stride) - 1) * stride + kernel - size, 0)
        pads += [needed // 2, needed - needed // 2]
    return F.pad(x, pads)


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(in_channels, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride=stride, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.shortcut = nn.Sequential(
            nn.Conv2d(in_channels, 4 * width, 1, stride=stride, bias=False), nn.BatchNorm2d(4 * width)
        )

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = F.relu(self.bn2(self.conv2(pad_same(out, 3, self.stride))))
        out = self.bn3(self.conv3(out))
        return F.relu(out + self.shortcut(x))
