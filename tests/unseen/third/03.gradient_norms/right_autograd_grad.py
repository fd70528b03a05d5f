# right: asks torch.autograd.grad for the gradients and touches no .grad at all
import torch
import torch.nn.functional as F
from torch import nn


def gradient_norms(model, images, labels):
    weights = {name: p for name, p in model.named_parameters() if p.ndim == 4}
    loss = F.cross_entropy(model(images), labels)
    gradients = torch.autograd.grad(loss, list(weights.values()))
    return {name: float(torch.linalg.vector_norm(g)) for name, g in zip(weights, gradients)}
