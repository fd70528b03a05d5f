# wrong: puts the BatchNorms into eval mode now, but the next model.train() takes them out again.
from torch import nn


def freeze_backbone(model):
    model.requires_grad_(False)
    model.fc.requires_grad_(True)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()
