# right: the projection picks every stride-th pixel by slicing and multiplies a matrix onto its channels
import torch
import torch.nn.functional as F
from torch import nn


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        self.stride = stride
        self.conv1 = nn.Conv2d(in_channels, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.w_s = nn.Parameter(torch.empty(4 * width, in_channels, 1, 1))
        nn.init.kaiming_normal_(self.w_s, mode="fan_out", nonlinearity="relu")
        self.bn_s = nn.BatchNorm2d(4 * width)

    def project(self, x):
        x = x[..., :: self.stride, :: self.stride]
        n, c, h, w = x.shape
        y = self.w_s.flatten(1) @ x.reshape(n, c, h * w)
        return self.bn_s(y.view(n, -1, h, w))

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = F.relu(self.bn2(self.conv2(out)))
        return F.relu(self.bn3(self.conv3(out)) + self.project(x))
