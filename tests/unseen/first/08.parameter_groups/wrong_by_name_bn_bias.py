# wrong: Goes by names: only "bn" and "bias" are spared, so a BatchNorm under another name decays.
import torch


def parameter_groups(model, weight_decay):
    decay, no_decay = [], []
    for name, param in model.named_parameters():
        if "bn" in name or "bias" in name:
            no_decay.append(param)
        else:
            decay.append(param)
    return [{"params": decay, "weight_decay": weight_decay}, {"params": no_decay, "weight_decay": 0.0}]
