# wrong: adds eps to the standard deviation, after the root, instead of to the variance under it.
import torch
from torch import nn


class BatchNorm2d(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps = eps
        self.momentum = momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))

    def forward(self, x):
        dims = (0, 2, 3)
        if self.training:
            mean, var = x.mean(dims), x.var(dims, correction=0)
            with torch.no_grad():
                self.running_mean += self.momentum * (mean - self.running_mean)
                self.running_var += self.momentum * (x.var(dims) - self.running_var)
        else:
            mean, var = self.running_mean, self.running_var
        std = var.sqrt() + self.eps
        x = (x - mean[:, None, None]) / std[:, None, None]
        return x * self.weight[:, None, None] + self.bias[:, None, None]
