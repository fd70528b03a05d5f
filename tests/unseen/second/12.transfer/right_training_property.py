# right: a mixin whose `training` is a property that is always False, given to every kind of BatchNorm through type().
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm


class AlwaysEval:
    @property
    def training(self):
        return False

    @training.setter
    def training(self, mode):
        pass


_made = {}


def frozen_kind(kind):
    if kind not in _made:
        _made[kind] = type(f"Frozen{kind.__name__}", (AlwaysEval, kind), {"__module__": kind.__module__})
    return _made[kind]


def freeze_backbone(model: nn.Module) -> None:
    head = {id(parameter) for parameter in model.fc.parameters()}
    for parameter in model.parameters():
        parameter.requires_grad_(id(parameter) in head)
    for module in model.modules():
        if isinstance(module, _BatchNorm) and not isinstance(module, AlwaysEval):
            module.__class__ = frozen_kind(type(module))
