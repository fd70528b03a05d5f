# right: each BatchNorm gets a train method of its own, bound with types.MethodType, in place of another class
from types import MethodType

from torch import nn


def stay(self, mode=True):
    return nn.Module.train(self, False)


def freeze_backbone(model):
    head = {id(parameter) for parameter in model.fc.parameters()}
    for parameter in model.parameters():
        parameter.requires_grad_(id(parameter) in head)
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.train = MethodType(stay, module)
            module.train()
