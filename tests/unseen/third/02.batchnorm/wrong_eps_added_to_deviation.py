# wrong: eps is added to the deviation, outside the root, and not to the variance
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
            mean = x.mean(dim=dims)
            std = x.std(dim=dims, correction=0)
            with torch.no_grad():
                self.running_mean += self.momentum * (mean - self.running_mean)
                self.running_var += self.momentum * (x.var(dim=dims) - self.running_var)
        else:
            mean = self.running_mean
            std = self.running_var.sqrt()
        y = (x - mean[:, None, None]) / (std[:, None, None] + self.eps)
        return self.weight[:, None, None] * y + self.bias[:, None, None]
