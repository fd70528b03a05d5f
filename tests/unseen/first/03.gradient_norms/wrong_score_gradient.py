# wrong: It sends back the mean of the true classes' logits, not the cross-entropy.
import torch


def gradient_norms(model, images, labels):
    model.zero_grad()
    logits = model(images)
    loss = -logits[torch.arange(len(labels)), labels].mean()
    loss.backward()
    return {n: p.grad.norm().item() for n, p in model.named_parameters() if p.dim() == 4}
