# wrong: only the convolutions' weights are frozen, while BatchNorm's weight and bias still want a gradient
from torch import nn


class StillBatchNorm(nn.BatchNorm2d):
    def train(self, mode=True):
        super().train(False)
        return self


def freeze_backbone(model):
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            module.weight.requires_grad_(False)
        if isinstance(module, nn.BatchNorm2d):
            module.__class__ = StillBatchNorm
            module.train()
