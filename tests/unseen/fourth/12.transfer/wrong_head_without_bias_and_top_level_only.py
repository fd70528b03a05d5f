# wrong: two mistakes: the head's bias is frozen too, and only BatchNorms at the top level of the model are kept in eval mode
from torch import nn


class FrozenBatchNorm2d(nn.BatchNorm2d):
    def train(self, mode=True):
        return super().train(False)


def freeze_backbone(model):
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name == "fc.weight")
    for child in model.children():
        if isinstance(child, nn.BatchNorm2d):
            child.__class__ = FrozenBatchNorm2d
            child.eval()
