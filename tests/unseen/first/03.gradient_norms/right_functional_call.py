# right: torch.func.grad over a dictionary of parameters, with copies of the buffers
import torch
import torch.nn.functional as F
from torch.func import functional_call, grad


def gradient_norms(model, images, labels):
    parameters = {name: p.detach() for name, p in model.named_parameters()}

    def loss(parameters):
        buffers = {name: b.clone() for name, b in model.named_buffers()}
        return F.cross_entropy(functional_call(model, {**parameters, **buffers}, (images,)), labels)

    gradients = grad(loss)(parameters)
    return {n: torch.einsum("oihw,oihw->", g, g).sqrt().item() for n, g in gradients.items() if g.dim() == 4}
