# right: runs the model with fresh copies of the convolution weights and asks autograd.grad; nobody's .grad is touched
import torch
import torch.nn.functional as F
from torch.func import functional_call


def gradient_norms(model, images, labels):
    weights = {
        name: parameter.detach().clone().requires_grad_()
        for name, parameter in model.named_parameters()
        if parameter.dim() == 4
    }
    with torch.enable_grad():
        loss = F.cross_entropy(functional_call(model, weights, (images,)), labels)
        gradients = torch.autograd.grad(loss, list(weights.values()), allow_unused=True)
    return {
        name: 0.0 if gradient is None else gradient.norm().item()
        for name, gradient in zip(weights, gradients, strict=True)
    }
