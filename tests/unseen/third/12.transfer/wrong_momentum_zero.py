# wrong: the statistics are held by momentum 0, but BatchNorm goes into train mode with the rest and normalises with the batch's own mean
from torch import nn


def freeze_backbone(model):
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name.startswith("fc."))
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = 0.0
            module.eval()
