# wrong: nll_loss expects log-probabilities but gets the logits, because the log_softmax is forgotten.
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    model.zero_grad()
    F.nll_loss(model(images), labels).backward()
    found = {}
    for name, p in model.named_parameters():
        if p.ndim == 4:
            found[name] = float(p.grad.norm())
    return found
