# wrong: Of the head only the weight goes on training, and its bias is frozen with the backbone.
from types import MethodType

from torch import nn


def stay(self, mode=True):
    return self


def freeze_backbone(model):
    for parameter in model.parameters():
        parameter.requires_grad = False
    model.fc.weight.requires_grad = True
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()
            module.train = MethodType(stay, module)
