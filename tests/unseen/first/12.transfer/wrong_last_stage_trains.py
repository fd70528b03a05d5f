# wrong: leaves the last stage unfrozen together with the head.
from torch import nn


class FrozenBatchNorm2d(nn.BatchNorm2d):
    def train(self, mode=True):
        return super().train(False)



def freeze_backbone(model):
    for name, p in model.named_parameters():
        p.requires_grad = name.startswith(("layer4.", "fc."))
    for m in model.modules():
        if isinstance(m, nn.BatchNorm2d):
            m.__class__ = FrozenBatchNorm2d
            m.eval()
