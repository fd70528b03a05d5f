# right: torch.autograd.grad for the convolutions alone, no .grad is touched.
import torch
from torch import nn


def gradient_norms(model, images, labels):
    kernels = {name: p for name, p in model.named_parameters() if p.ndim == 4}
    loss = nn.CrossEntropyLoss()(model(images), labels)
    gradients = torch.autograd.grad(loss, list(kernels.values()), allow_unused=True, materialize_grads=True)
    return {name: torch.linalg.vector_norm(g).item() for name, g in zip(kernels, gradients, strict=True)}
