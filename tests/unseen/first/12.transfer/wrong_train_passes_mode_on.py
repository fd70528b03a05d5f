# wrong: the subclass's train hands the mode on, so model.train() still reaches the BatchNorms.
from torch import nn


class FrozenBatchNorm2d(nn.BatchNorm2d):
    def train(self, mode=False):
        return super().train(mode)


def freeze_backbone(model):
    model.requires_grad_(False)
    model.fc.requires_grad_(True)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.__class__ = FrozenBatchNorm2d
            module.train()
