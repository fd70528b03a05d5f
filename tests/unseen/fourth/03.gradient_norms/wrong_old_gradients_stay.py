# wrong: gradients that were there before are not cleared, and are added to the new ones
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    return {name: p.grad.norm().item() for name, p in model.named_parameters() if p.dim() == 4}
