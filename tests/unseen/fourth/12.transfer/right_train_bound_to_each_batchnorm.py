# right: every BatchNorm object gets a train method of its own, bound with types.MethodType
from types import MethodType

from torch.nn.modules.batchnorm import _BatchNorm


def _stay(self, mode=True):
    for module in self.modules():
        module.training = False
    return self


def freeze_backbone(model):
    head = {id(parameter) for parameter in model.fc.parameters()}
    for parameter in model.parameters():
        parameter.requires_grad_(id(parameter) in head)
    for module in model.modules():
        if isinstance(module, _BatchNorm):
            module.train = MethodType(_stay, module)
            module.train()
