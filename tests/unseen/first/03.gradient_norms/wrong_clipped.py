# wrong: The gradients are clipped to a total norm of 1 before their norms are read.
import torch.nn.functional as F
from torch import nn


def gradient_norms(model, images, labels):
    model.zero_grad()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
    return {name: p.grad.norm().item() for name, p in model.named_parameters() if p.dim() == 4}
