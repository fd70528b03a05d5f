"""Channels first and flat; var_mean and rsqrt; counts its batches as torch does."""

import torch
from torch import nn


class BatchNorm2d(nn.Module):
    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        super().__init__()
        self.eps = eps
        self.momentum = momentum
        for name, start in (("weight", 1.0), ("bias", 0.0)):
            self.register_parameter(name, nn.Parameter(torch.full([num_features], start)))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        flat = input.transpose(0, 1).reshape(input.shape[1], -1)
        if self.training:
            var, mean = torch.var_mean(flat, 1, correction=0)
            self.num_batches_tracked += 1
            self.running_mean.mul_(1 - self.momentum).add_(mean.data, alpha=self.momentum)
            self.running_var.mul_(1 - self.momentum).add_(flat.var(1).data, alpha=self.momentum)
        else:
            mean, var = self.running_mean, self.running_var
        gain = self.weight * torch.rsqrt(var + self.eps)
        out = flat * gain.unsqueeze(1) + (self.bias - mean * gain).unsqueeze(1)
        return out.view(input.shape[1], input.shape[0], *input.shape[2:]).transpose(0, 1)
