# wrong: It normalises the images once more, and does so in place, in the caller's tensor.
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    images -= images.mean(dim=(0, 2, 3), keepdim=True)
    images /= images.std(dim=(0, 2, 3), keepdim=True)
    model.zero_grad()
    F.cross_entropy(model(images), labels).backward()
    return {n: p.grad.norm().item() for n, p in model.named_parameters() if p.dim() == 4}
