# wrong: averages losses of pieces of 8, so BatchNorm sees pieces, and a smaller last piece weighs too much.
import torch
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    model.zero_grad()
    pieces = list(zip(images.split(8), labels.split(8)))
    for some_images, some_labels in pieces:
        loss = F.cross_entropy(model(some_images), some_labels) / len(pieces)
        loss.backward()
    return {
        name: parameter.grad.norm(p=2).item()
        for name, parameter in model.named_parameters()
        if parameter.dim() == 4
    }
