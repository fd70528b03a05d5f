"""Sets of names, as in minGPT; generators as params."""

import torch


def parameter_groups(model, weight_decay):
    named = {name: p for name, p in model.named_parameters() if p.requires_grad}
    whitelist = (torch.nn.Linear, torch.nn.Conv2d, torch.nn.Conv1d)
    decay = set()
    for module_name, module in model.named_modules():
        if isinstance(module, whitelist):
            decay.add(f"{module_name}.weight" if module_name else "weight")
    decay &= named.keys()
    no_decay = named.keys() - decay
    return [
        {"params": (named[name] for name in sorted(decay)), "weight_decay": weight_decay},
        {"params": (named[name] for name in sorted(no_decay)), "weight_decay": 0},
    ]
