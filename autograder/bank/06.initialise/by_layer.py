"""Knows the network's layout: layer1 to layer4; the last BatchNorm is the one behind the last main convolution."""

import torch
from torch import nn
from torch.nn.init import kaiming_normal_


def initialize_weights(model: nn.Module) -> None:
    convolutions = [m for m in model.modules() if type(m) is nn.Conv2d]
    norms = [m for m in model.modules() if type(m) is nn.BatchNorm2d]
    with torch.no_grad():
        for convolution in convolutions:
            kaiming_normal_(convolution.weight, a=0, mode="fan_out", nonlinearity="relu")
        for norm in norms:
            norm.weight.copy_(torch.ones(norm.num_features))
            norm.bias.copy_(torch.zeros(norm.num_features))
        for number in range(1, 5):
            for block in model.get_submodule(f"layer{number}"):
                main = [m for name, m in block.named_children() if name != "downsample"]
                last = [m for m in main if isinstance(m, nn.BatchNorm2d)][-1]
                last.weight.mul_(0.0)
