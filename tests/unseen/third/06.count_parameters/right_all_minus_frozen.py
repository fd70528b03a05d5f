# right: everything less what is frozen
import torch
from torch import nn


def count_parameters(model):
    total, frozen = 0, 0
    for _name, parameter in model.named_parameters():
        total += parameter.nelement()
        frozen += parameter.nelement() * (not parameter.requires_grad)
    return total - frozen
