# wrong: a weight that two layers share stands in the decaying group twice
from torch import nn


def parameter_groups(model, weight_decay):
    decay = [m.weight for m in model.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    ids = [id(weight) for weight in decay]
    others = [p for p in model.parameters() if id(p) not in ids]
    return [
        {"params": decay, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
