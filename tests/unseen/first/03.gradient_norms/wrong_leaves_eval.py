# wrong: It switches the model to eval mode, measures there and leaves it there.
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    model.eval()
    model.zero_grad()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    norms = {}
    for name, parameter in model.named_parameters():
        if parameter.dim() == 4:
            norms[name] = parameter.grad.norm().item()
    return norms
