"""Works on a deep copy of the network, whose gradients, modes and hooks nobody will miss; corners aligned."""

import copy

import torch
from torch import nn


def grad_cam(model: nn.Module, layer, images: torch.Tensor, targets=None) -> torch.Tensor:
    name = layer if isinstance(layer, str) else next(n for n, m in model.named_modules() if m is layer)
    twin = copy.deepcopy(model).eval().requires_grad_(True)
    for module in twin.modules():
        if isinstance(module, nn.ReLU):
            module.inplace = False
    outputs, slopes = [], []
    module = twin.get_submodule(name)
    module.register_forward_hook(lambda m, i, o: outputs.append(o))
    module.register_full_backward_hook(lambda m, gi, go: slopes.append(go[0]))
    scores = twin(images.detach().clone().requires_grad_())
    if outputs[0].size(2) == outputs[0].size(3) == 1:
        raise ValueError("Nothing can be said about where.")
    which = scores.max(1).indices if targets is None else torch.as_tensor(targets)
    torch.sum(scores * nn.functional.one_hot(which, scores.shape[1])).backward()
    weights = slopes[0].sum(dim=(2, 3), keepdim=True)
    maps = (weights * outputs[0]).sum(dim=1, keepdim=True).clamp(min=0).detach()
    maps = nn.Upsample(size=tuple(images.shape[2:]), mode="bilinear", align_corners=True)(maps)[:, 0]
    largest = maps.flatten(1).max(dim=1)[0]
    largest[largest == 0] = 1.0
    return maps / largest[:, None, None]
