"""Walks the tree of modules itself and works on .data; samples by NumPy."""

import numpy as np
import torch
from torch import nn


def initialize_weights(model: nn.Module) -> None:
    for child in model.children():
        if isinstance(child, nn.Conv2d):
            k = child.kernel_size[0] * child.kernel_size[1]
            sigma = np.sqrt(2.0 / (child.out_channels * k))
            values = np.random.default_rng().normal(0.0, sigma, tuple(child.weight.shape))
            child.weight.data = torch.from_numpy(values).to(child.weight.dtype)
        elif isinstance(child, nn.BatchNorm2d):
            child.weight.data = torch.ones_like(child.weight.data)
            child.bias.data *= 0
        else:
            initialize_weights(child)
    if hasattr(model, "bn3"):
        model.bn3.weight.data *= 0
