# wrong: looks for BatchNorms among the children only and so finds the stem's and none in the blocks.
from torch import nn


class FrozenBatchNorm2d(nn.BatchNorm2d):
    def train(self, mode=True):
        return super().train(False)



def freeze_backbone(model):
    model.requires_grad_(False)
    model.fc.requires_grad_(True)
    for module in model.children():
        if isinstance(module, nn.BatchNorm2d):
            module.__class__ = FrozenBatchNorm2d
            module.eval()
