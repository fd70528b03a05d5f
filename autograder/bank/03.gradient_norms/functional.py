"""On a copy of the model, with the loss written out through logsumexp."""

import copy

import numpy as np


def gradient_norms(model, images, labels):
    twin = copy.deepcopy(model)
    for p in twin.parameters():
        p.grad = None
    logits = twin(images)
    loss = (logits.logsumexp(1) - logits.gather(1, labels.unsqueeze(1)).squeeze(1)).sum() / labels.numel()
    loss.backward()
    return {
        name: float(np.sqrt((p.grad.numpy().astype(np.float64) ** 2).sum()))
        for name, p in twin.named_parameters()
        if len(p.shape) == 4
    }
