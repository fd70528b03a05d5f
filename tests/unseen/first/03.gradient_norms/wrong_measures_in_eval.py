# wrong: The gradient is measured in eval mode and not in the mode the model is in, although that comes back.
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    was_training = model.training
    model.eval()
    model.zero_grad()
    F.cross_entropy(model(images), labels).backward()
    model.train(was_training)
    return {n: p.grad.norm().item() for n, p in model.named_parameters() if p.dim() == 4}
