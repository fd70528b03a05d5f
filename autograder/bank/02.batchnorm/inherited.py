"""Takes parameters, buffers and arguments over from torch's class, and writes the forward pass out."""

import torch
from torch import nn


class BatchNorm2d(nn.BatchNorm2d):
    def forward(self, x):
        if self.training:
            mean = x.sum((0, 2, 3)) / x[:, 0].numel()
            square = x.square().sum((0, 2, 3)) / x[:, 0].numel()
            var = square - mean.square()
            with torch.no_grad():
                n = x[:, 0].numel()
                self.running_mean += self.momentum * (mean - self.running_mean)
                self.running_var += self.momentum * (n / (n - 1) * var - self.running_var)
        else:
            mean, var = self.running_mean, self.running_var
        mean, var, weight, bias = (t.reshape(1, -1, 1, 1) for t in (mean, var, self.weight, self.bias))
        return weight * (x - mean) * (var + self.eps) ** -0.5 + bias
