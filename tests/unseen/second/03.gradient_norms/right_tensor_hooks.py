# right: hooks on the weights write down the norm as the gradient arrives; the loss from log_softmax by hand.
import math
from contextlib import ExitStack

import torch


def gradient_norms(model, images, labels):
    norms = {name: 0.0 for name, weight in model.named_parameters() if weight.dim() == 4}

    def recorder(name):
        def record(gradient):
            norms[name] = math.sqrt(gradient.double().square().sum().item())

        return record

    with ExitStack() as stack:
        for name, weight in model.named_parameters():
            if name in norms:
                stack.callback(weight.register_hook(recorder(name)).remove)
        log_probabilities = model(images).log_softmax(dim=-1)
        picked = log_probabilities.gather(1, labels[:, None])
        (-picked.mean()).backward()
    model.zero_grad()
    return norms
