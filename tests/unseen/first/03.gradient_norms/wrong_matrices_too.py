# wrong: dim() > 1 takes the linear layer's weight, too; only weights with four dimensions belong in.
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    for p in model.parameters():
        p.grad = None
    F.cross_entropy(model(images), labels).backward()
    return {n: p.grad.norm().item() for n, p in model.named_parameters() if p.dim() > 1}
