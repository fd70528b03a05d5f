# wrong: The BatchNorms get momentum 0 and not eval mode, so their statistics stay put, but after model.train() they normalise with those of the batch.
from torch import nn


def freeze_backbone(model):
    for parameter in model.parameters():
        parameter.requires_grad = False
    for parameter in model.fc.parameters():
        parameter.requires_grad = True
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()
            module.momentum = 0.0
