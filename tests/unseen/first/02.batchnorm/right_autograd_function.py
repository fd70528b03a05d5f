# right: an autograd Function with the backward pass written by hand for train mode
import torch
from torch import nn

DIMS = (0, 2, 3)


class _Standardise(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, mean, inverse):
        y = (x - mean) * inverse
        ctx.save_for_backward(y, inverse)
        return y

    @staticmethod
    def backward(ctx, grad):
        y, inverse = ctx.saved_tensors
        a = grad.mean(DIMS, keepdim=True)
        b = (grad * y).mean(DIMS, keepdim=True)
        return inverse * (grad - a - y * b), None, None


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
            with torch.no_grad():
                mean = x.mean(DIMS, keepdim=True)
                var = (x - mean).square().mean(DIMS, keepdim=True)
                count = x.shape[0] * x.shape[2] * x.shape[3]
                fresh_var = var.flatten() * count / (count - 1)
                self.running_mean += self.momentum * (mean.flatten() - self.running_mean)
                self.running_var += self.momentum * (fresh_var - self.running_var)
                inverse = torch.rsqrt(var + self.eps)
            y = _Standardise.apply(x, mean, inverse)
        else:
            inverse = torch.rsqrt(self.running_var + self.eps)
            y = (x - self.running_mean.reshape(-1, 1, 1)) * inverse.reshape(-1, 1, 1)
        return torch.addcmul(self.bias.reshape(-1, 1, 1), y, self.weight.reshape(-1, 1, 1))
