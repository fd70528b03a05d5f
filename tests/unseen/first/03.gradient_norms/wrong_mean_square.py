# wrong: It takes the root of the mean of the squares, not of their sum.
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    model.zero_grad()
    F.cross_entropy(model(images), labels).backward()
    norms = {}
    for name, p in model.named_parameters():
        if p.dim() == 4:
            norms[name] = p.grad.pow(2).mean().sqrt().item()
    return norms
