# right: a mixin and type(): every kind of BatchNorm gets a frozen class of its own
from torch import nn


class StaysInEval:
    def train(self, mode=True):
        return super().train(False)


def freeze_backbone(model):
    head = set(model.fc.parameters())
    for p in model.parameters():
        p.requires_grad_(p in head)
    norms = [m for m in model.modules() if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d))]
    for norm in norms:
        kind = type(norm)
        norm.__class__ = type("Frozen" + kind.__name__, (StaysInEval, kind), {})
        norm.eval()
    return model
