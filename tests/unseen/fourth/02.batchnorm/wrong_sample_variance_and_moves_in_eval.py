# wrong: two mistakes: the batch is normalised with the variance that divides by m - 1, and eval mode moves the running statistics
import torch
from torch import nn


class BatchNorm2d(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))

    def forward(self, x):
        mean = x.mean(dim=(0, 2, 3), keepdim=True)
        var = x.var(dim=(0, 2, 3), keepdim=True)
        if not self.training:
            mean, var = self.running_mean.clone().view(1, -1, 1, 1), self.running_var.clone().view(1, -1, 1, 1)
        out = (x - mean) / torch.sqrt(var + self.eps)
        with torch.no_grad():
            self.running_mean += self.momentum * (x.mean(dim=(0, 2, 3)) - self.running_mean)
            self.running_var += self.momentum * (x.var(dim=(0, 2, 3)) - self.running_var)
        return out * self.weight.view(1, -1, 1, 1) + self.bias.view(1, -1, 1, 1)
