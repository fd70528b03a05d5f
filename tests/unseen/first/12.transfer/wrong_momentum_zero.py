# wrong: sets momentum to 0: in train mode the BatchNorms still normalise with the batch's own mean.
from torch import nn


def freeze_backbone(model):
    model.requires_grad_(False)
    model.fc.requires_grad_(True)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = 0.0
