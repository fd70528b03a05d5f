# wrong: Goes by names: only "conv" and "fc" decay, so a convolution named "downsample.0" does not.
import torch


def parameter_groups(model, weight_decay):
    named = dict(model.named_parameters())
    decays = [n for n in named if ("conv" in n or "fc" in n) and n.endswith("weight")]
    return [
        {"params": [named[n] for n in decays], "weight_decay": weight_decay},
        {"params": [p for n, p in named.items() if n not in decays], "weight_decay": 0.0},
    ]
