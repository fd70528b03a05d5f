# wrong: the test is the wrong way round: the backbone trains and the head is frozen.
from torch import nn


class FrozenBatchNorm2d(nn.BatchNorm2d):
    def train(self, mode=True):
        return super().train(False)



def freeze_backbone(model):
    for name, p in model.named_parameters():
        if name.startswith("fc"):
            p.requires_grad = False
        else:
            p.requires_grad = True
    for m in model.modules():
        if isinstance(m, nn.BatchNorm2d):
            m.__class__ = FrozenBatchNorm2d
            m.eval()
