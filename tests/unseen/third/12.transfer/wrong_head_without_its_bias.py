# wrong: only fc.weight goes on training, the head's bias is frozen with the rest
from torch import nn


class FrozenBatchNorm(nn.BatchNorm2d):
    def train(self, mode=True):
        return super().train(False)


def freeze_backbone(model):
    for name, parameter in model.named_parameters():
        parameter.requires_grad = name == "fc.weight"
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.__class__ = FrozenBatchNorm
            module.eval()
