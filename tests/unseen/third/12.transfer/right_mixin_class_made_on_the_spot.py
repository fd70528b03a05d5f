# right: a mixin whose training attribute is a property that is always False, joined to whatever class the BatchNorm has; applied with model.apply
from torch import nn


class Asleep:
    """A module that is in eval mode, whatever anybody says."""

    @property
    def training(self):
        return False

    @training.setter
    def training(self, mode):
        pass


def freeze_backbone(model):
    def fall_asleep(module):
        module.requires_grad_(False)
        if isinstance(module, nn.modules.batchnorm._BatchNorm) and not isinstance(module, Asleep):
            kind = type(module)
            module.__dict__.pop("training", None)
            module.__class__ = type(f"Asleep{kind.__name__}", (Asleep, kind), {})

    model.apply(fall_asleep)
    model.fc.requires_grad_()
