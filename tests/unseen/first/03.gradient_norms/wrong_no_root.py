# wrong: The sum of the squares is returned without its root.
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    model.zero_grad()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    norms = {}
    for name, parameter in model.named_parameters():
        if parameter.dim() == 4:
            norms[name] = (parameter.grad**2).sum().item()
    return norms
