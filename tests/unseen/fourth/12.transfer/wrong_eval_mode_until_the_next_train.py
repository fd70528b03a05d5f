# wrong: the BatchNorms are put into eval mode once, and the next model.train() takes them out of it
from torch import nn


def freeze_backbone(model):
    model.requires_grad_(False)
    model.fc.requires_grad_(True)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()
