# right: the network's own class gets a train() that puts all BatchNorms back into eval mode
from torch import nn


def freeze_backbone(model):
    kind = model.__class__

    class Frozen(kind):
        def train(self, mode=True):
            kind.train(self, mode)
            for module in self.modules():
                if isinstance(module, nn.modules.batchnorm._BatchNorm):
                    module.training = False
            return self

    for parameter in model.parameters():
        parameter.requires_grad = False
    for parameter in model.fc.parameters():
        parameter.requires_grad = True
    model.__class__ = Frozen
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.eval()
