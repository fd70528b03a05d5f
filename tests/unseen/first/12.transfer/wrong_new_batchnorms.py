# wrong: puts new frozen BatchNorms in: weight and bias are copied, running statistics forgotten.
from torch import nn


class FrozenBatchNorm2d(nn.BatchNorm2d):
    def train(self, mode=True):
        return super().train(False)



def freeze_backbone(model):
    for module in list(model.modules()):
        for name, child in module.named_children():
            if isinstance(child, nn.BatchNorm2d):
                frozen = FrozenBatchNorm2d(child.num_features)
                frozen.weight, frozen.bias = child.weight, child.bias
                setattr(module, name, frozen.eval())
    for name, p in model.named_parameters():
        p.requires_grad = name.startswith("fc.")
