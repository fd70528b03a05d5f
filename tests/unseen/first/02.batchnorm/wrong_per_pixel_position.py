# wrong: averages over the batch only, so every pixel gets a mean and variance of its own
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
        if self.training:
            mu = x.mean(0, keepdim=True)
            var = ((x - mu) ** 2).mean(0, keepdim=True)
            with torch.no_grad():
                self.running_mean += self.momentum * (mu.mean(dim=(0, 2, 3)) - self.running_mean)
                self.running_var += self.momentum * (x.var(dim=(0, 2, 3)) - self.running_var)
        else:
            mu = self.running_mean.reshape(1, -1, 1, 1)
            var = self.running_var.reshape(1, -1, 1, 1)
        x = (x - mu) / torch.sqrt(var + self.eps)
        return x * self.weight.reshape(1, -1, 1, 1) + self.bias.reshape(1, -1, 1, 1)
