"""Puts a module of its own in every BatchNorm's place, with the same names."""

import torch
from torch import nn


class Frozen(nn.Module):
    def __init__(self, old):
        super().__init__()
        for name in ("weight", "bias", "running_mean", "running_var"):
            self.register_buffer(name, getattr(old, name).detach().clone())
        self.eps = old.eps

    def forward(self, x):
        scale = self.weight * torch.rsqrt(self.running_var + self.eps)
        shift = self.bias - self.running_mean * scale
        return x * scale[:, None, None] + shift[:, None, None]


def freeze_backbone(model):
    model.requires_grad_(False)
    model.fc.requires_grad_(True)
    for parent in list(model.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, nn.BatchNorm2d):
                setattr(parent, name, Frozen(child))
