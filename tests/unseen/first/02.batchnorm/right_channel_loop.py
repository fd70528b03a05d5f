# right: a loop over the channels, each one normalised by a helper function
import torch
from torch import nn


def normalise(channel, mean, variance, eps):
    return (channel - mean) / (variance + eps).sqrt()


class BatchNorm2d(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.register_parameter("weight", nn.Parameter(torch.ones(num_features)))
        self.register_parameter("bias", nn.Parameter(torch.zeros(num_features)))
        for name, start in (("running_mean", torch.zeros), ("running_var", torch.ones)):
            self.register_buffer(name, start(num_features))

    def forward(self, x):
        out = []
        for c, channel in enumerate(x.unbind(1)):
            if self.training:
                mean, variance = channel.mean(), channel.var(correction=0)
                with torch.no_grad():
                    old_mean, old_var = self.running_mean[c], self.running_var[c]
                    self.running_mean[c] = old_mean + self.momentum * (mean - old_mean)
                    self.running_var[c] = old_var + self.momentum * (channel.var() - old_var)
            else:
                mean, variance = self.running_mean[c], self.running_var[c]
            out.append(self.weight[c] * normalise(channel, mean, variance, self.eps) + self.bias[c])
        return torch.stack(out, dim=1)
