"""Goes by the names of parameters, and by their dimensions."""

import math

import torch
from torch import nn


@torch.no_grad()
def initialize_weights(model: nn.Module) -> nn.Module:
    for name, parameter in model.named_parameters():
        if parameter.dim() == 4:
            out_channels, _, height, width = parameter.shape
            parameter.normal_(0, math.sqrt(2 / (out_channels * height * width)))
        elif "fc" in name:
            continue
        elif name.endswith("bias") or name.endswith("bn3.weight"):
            parameter.zero_()
        else:
            parameter.fill_(1)
    return model
