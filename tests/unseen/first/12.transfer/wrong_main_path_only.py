# wrong: forgets the shortcuts' BatchNorms, found by name, AND freezes the head's bias.
from torch import nn


class FrozenBatchNorm2d(nn.BatchNorm2d):
    def train(self, mode=True):
        return super().train(False)



def freeze_backbone(model):
    model.requires_grad_(False)
    model.fc.weight.requires_grad_(True)
    for name, module in model.named_modules():
        if name.split(".")[-1] in ("bn1", "bn2", "bn3"):
            module.__class__ = FrozenBatchNorm2d
            module.eval()
