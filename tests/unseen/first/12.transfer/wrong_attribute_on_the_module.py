# wrong: sets requires_grad on the modules, where nobody looks: the parameters keep their gradient.
from torch import nn


class FrozenBatchNorm2d(nn.BatchNorm2d):
    def train(self, mode=True):
        return super().train(False)



def freeze_backbone(model):
    for name, module in model.named_modules():
        if name != "fc":
            module.requires_grad = False
        if isinstance(module, nn.BatchNorm2d):
            module.__class__ = FrozenBatchNorm2d
            module.eval()
