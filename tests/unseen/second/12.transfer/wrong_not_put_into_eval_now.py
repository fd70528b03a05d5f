# wrong: The BatchNorms get a train() that leaves them in eval mode, but are not put into eval mode now, so those that are in train mode stay there until train() is called.
from torch import nn


class StillBatchNorm(nn.BatchNorm2d):
    def train(self, mode=True):
        return super().train(False)


def freeze_backbone(model):
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name.startswith("fc."))
    for module in model.modules():
        if type(module) is nn.BatchNorm2d:
            module.__class__ = StillBatchNorm
