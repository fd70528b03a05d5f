# right: measures on a deep copy, so that nothing at all changes in the model
import copy

import torch.nn.functional as F


def gradient_norms(model, images, labels):
    twin = copy.deepcopy(model)
    twin.zero_grad()
    F.cross_entropy(twin(images), labels, reduction="none").mean().backward()
    return {name: p.grad.norm().item() for name, p in twin.named_parameters() if p.dim() == 4}
