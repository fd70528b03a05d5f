# wrong: uses 1e-5 in forward whatever eps was given
import torch
from torch import nn


class BatchNorm2d(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))

    def _update(self, mean, var, count):
        with torch.no_grad():
            self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mean
            fresh = var * count / (count - 1)
            self.running_var = (1 - self.momentum) * self.running_var + self.momentum * fresh

    def forward(self, x):
        shape = (1, self.num_features, 1, 1)
        if self.training:
            mean = x.mean(dim=(0, 2, 3))
            var = ((x - mean.view(shape)) ** 2).mean(dim=(0, 2, 3))
            self._update(mean, var, x.shape[0] * x.shape[2] * x.shape[3])
        else:
            mean = self.running_mean
            var = self.running_var
        x = (x - mean.view(shape)) / (var.view(shape) + 1e-5).sqrt()
        return x * self.weight.view(shape) + self.bias.view(shape)
