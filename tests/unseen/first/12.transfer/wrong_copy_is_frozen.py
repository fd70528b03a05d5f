# wrong: freezes a deep copy and returns it, the model itself stays as it was.
import copy

from torch import nn


class FrozenBatchNorm2d(nn.BatchNorm2d):
    def train(self, mode=True):
        return super().train(False)



def freeze_backbone(model):
    frozen = copy.deepcopy(model)
    for name, p in frozen.named_parameters():
        p.requires_grad = name.startswith("fc.")
    for m in frozen.modules():
        if isinstance(m, nn.BatchNorm2d):
            m.__class__ = FrozenBatchNorm2d
            m.eval()
    return frozen
