# right: every BatchNorm instance gets a bound train of its own, the head is switched on again at the end.
import types

from torch import nn

NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm)


def _train_is_eval(self, mode=True):
    return type(self).train(self, False)


def freeze_backbone(model):
    model.requires_grad_(False)
    for norm in filter(lambda module: isinstance(module, NORMS), model.modules()):
        norm.train = types.MethodType(_train_is_eval, norm)
        norm.train()
    model.fc.requires_grad_(True)
