# wrong: The second group does not say weight_decay 0, so the optimizer's own setting decides.
from torch import nn


def parameter_groups(model, weight_decay):
    layers = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.Linear)
    weights = {id(m.weight): m.weight for m in model.modules() if isinstance(m, layers)}
    others = [p for p in model.parameters() if id(p) not in weights]
    return [
        {"params": list(weights.values()), "weight_decay": weight_decay},
        {"params": others},
    ]
