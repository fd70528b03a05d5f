# wrong: Old gradients are not cleared AND the norm is divided by the root of the number of weights.
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    F.cross_entropy(model(images), labels).backward()
    norms = {}
    for name, p in model.named_parameters():
        if p.dim() == 4:
            norms[name] = p.grad.norm().item() / p.numel() ** 0.5
    return norms
