# wrong: freezes the convolutions, but weight and bias of the BatchNorms still want a gradient.
from torch import nn


class FrozenBatchNorm2d(nn.BatchNorm2d):
    def train(self, mode=True):
        return super().train(False)



def freeze_backbone(model):
    for m in model.modules():
        if isinstance(m, nn.Conv2d):
            m.requires_grad_(False)
        elif isinstance(m, nn.BatchNorm2d):
            m.__class__ = FrozenBatchNorm2d
            m.eval()
