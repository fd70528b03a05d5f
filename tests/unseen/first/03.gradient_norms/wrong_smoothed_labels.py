# wrong: The cross-entropy is taken with label smoothing 0.1, a different loss.
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    model.zero_grad()
    loss = F.cross_entropy(model(images), labels, label_smoothing=0.1)
    loss.backward()
    return {name: p.grad.norm().item() for name, p in model.named_parameters() if p.dim() == 4}
