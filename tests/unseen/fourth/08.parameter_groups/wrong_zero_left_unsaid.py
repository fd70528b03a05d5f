# wrong: the second group does not say weight_decay, and gets the optimizer's own
from torch import nn


def parameter_groups(model, weight_decay):
    decaying = {id(m.weight) for m in model.modules() if isinstance(m, (nn.Conv2d, nn.Linear))}
    with_decay = [p for p in model.parameters() if id(p) in decaying]
    without = [p for p in model.parameters() if id(p) not in decaying]
    return [{"params": with_decay, "weight_decay": weight_decay}, {"params": without}]
