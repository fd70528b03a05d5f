# right: cross-entropy and norm by hand (log-sum-exp, math.sqrt), explicit loops
import math

import torch


def gradient_norms(model, images, labels):
    for parameter in model.parameters():
        parameter.grad = None

    logits = model(images)
    correct = logits.gather(1, labels.view(-1, 1)).squeeze(1)
    loss = (torch.logsumexp(logits, dim=1) - correct).sum() / len(labels)
    loss.backward()

    norms = {}
    for name, parameter in model.named_parameters():
        if len(parameter.shape) != 4:
            continue
        norms[name] = math.sqrt((parameter.grad.double() ** 2).sum().item())
    return norms
