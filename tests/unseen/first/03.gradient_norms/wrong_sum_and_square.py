# wrong: The loss is summed over the batch AND the norm has no root.
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    model.zero_grad()
    loss = F.cross_entropy(model(images), labels, reduction="none").sum()
    loss.backward()
    return {n: p.grad.square().sum().item() for n, p in model.named_parameters() if p.dim() == 4}
