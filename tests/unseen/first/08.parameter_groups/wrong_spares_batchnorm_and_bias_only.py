# wrong: Lists what is spared, BatchNorm and biases; LayerNorms, embeddings and free parameters all decay.
import torch
from torch import nn


def parameter_groups(model, weight_decay):
    spared = set()
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)):
            spared |= {id(p) for p in module.parameters()}
        elif getattr(module, "bias", None) is not None:
            spared.add(id(module.bias))
    decay = [p for p in model.parameters() if id(p) not in spared]
    no_decay = [p for p in model.parameters() if id(p) in spared]
    return [{"params": decay, "weight_decay": weight_decay}, {"params": no_decay, "weight_decay": 0.0}]
