# wrong: Only 3x3 kernels are taken; the weights of 1x1 and 7x7 convolutions are missing.
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    model.zero_grad()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    return {
        name: p.grad.norm().item() for name, p in model.named_parameters() if p.shape[2:] == (3, 3)
    }
