"""Tensor hooks catch the gradients as they pass; .grad ends up as it was."""

import torch
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    seen = {}
    old = {p: p.grad for p in model.parameters()}
    handles = [
        p.register_hook(lambda g, name=name: seen.__setitem__(name, g.double().pow(2).sum().sqrt().item()))
        for name, p in model.named_parameters()
        if p.ndim == 4
    ]
    try:
        log_p = F.log_softmax(model(images), dim=-1)
        (-log_p[torch.arange(len(labels)), labels].mean()).backward()
    finally:
        for handle in handles:
            handle.remove()
        for p, grad in old.items():
            p.grad = grad
    return seen
