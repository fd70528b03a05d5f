# right: the mean cross-entropy from logsumexp and gather, gradients set to None by hand, norms as roots of dot products
import math

import torch
import torch.nn.functional as F
from torch import nn


def gradient_norms(model, images, labels):
    for p in model.parameters():
        p.grad = None
    logits = model(images)
    right = logits.gather(1, labels[:, None]).squeeze(1)
    (torch.logsumexp(logits, dim=1) - right).mean().backward()

    norms = dict()
    for name, p in model.named_parameters():
        if len(p.shape) != 4:
            continue
        g = p.grad.flatten()
        norms[name] = math.sqrt(torch.dot(g, g).item())
    return norms
