# wrong: two mistakes: the loss is the sum over the batch, and the norm is not rooted
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    model.zero_grad()
    loss = F.cross_entropy(model(images), labels, reduction="sum")
    loss.backward()
    return {
        name: (parameter.grad**2).sum().item()
        for name, parameter in model.named_parameters()
        if parameter.dim() == 4
    }
