# right: a mixin in front of each BatchNorm's own type, so that subclasses of BatchNorm keep their other behaviour
from functools import cache

from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm


class Resting:
    """In front of a module's class: train() of any kind is eval()."""

    def train(self, mode=True):
        return super().train(mode=False)


@cache
def resting(kind):
    return type(f"Resting{kind.__name__}", (Resting, kind), {})


def freeze_backbone(model):
    model.requires_grad_(False).fc.requires_grad_(True)
    pending: list[nn.Module] = [model]
    while pending:
        module = pending.pop()
        pending.extend(module.children())
        if isinstance(module, _BatchNorm) and not isinstance(module, Resting):
            module.__class__ = resting(type(module))
        if isinstance(module, Resting):
            module.eval()
