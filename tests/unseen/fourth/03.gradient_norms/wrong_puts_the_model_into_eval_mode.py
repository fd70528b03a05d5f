# wrong: the model is switched to eval mode and left there
import torch
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    model.eval()
    model.zero_grad()
    F.cross_entropy(model(images), labels).backward()
    return {
        name: torch.linalg.vector_norm(parameter.grad).item()
        for name, parameter in model.named_parameters()
        if parameter.ndim == 4
    }
