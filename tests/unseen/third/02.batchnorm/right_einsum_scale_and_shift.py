# right: sums with einsum, and folds everything into one scale and one shift per channel; new tensors are assigned to the buffers
import torch
from torch import nn


class BatchNorm2d(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps = eps
        self.momentum = momentum
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))

    def _batch_statistics(self, x):
        m = x.numel() / x.shape[1]
        mean = torch.einsum("nchw->c", x) / m
        centred = x - mean[:, None, None]
        squares = torch.einsum("nchw,nchw->c", centred, centred)
        self._remember(mean.detach(), squares.detach() / (m - 1))
        return mean, squares / m

    def _remember(self, mean, var):
        old = 1 - self.momentum
        self.running_mean = old * self.running_mean + self.momentum * mean
        self.running_var = old * self.running_var + self.momentum * var

    def forward(self, x):
        mean, var = self._batch_statistics(x) if self.training else (self.running_mean, self.running_var)
        scale = self.weight / (var + self.eps) ** 0.5
        shift = self.bias - mean * scale
        return x * scale[:, None, None] + shift[:, None, None]
