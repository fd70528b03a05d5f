# right: looks up the layer that owns each name; dicts as ordered sets
from torch import nn

CONVOLUTIONS = (
    nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d,
)


def parameter_groups(model: nn.Module, weight_decay: float) -> list[dict]:
    decays: dict[nn.Parameter, None] = {}
    rest: dict[nn.Parameter, None] = {}
    for name, parameter in model.named_parameters(remove_duplicate=False):
        path, _, own_name = name.rpartition(".")
        owner = model.get_submodule(path)
        if own_name == "weight" and isinstance(owner, (*CONVOLUTIONS, nn.Linear)):
            rest.pop(parameter, None)
            decays[parameter] = None
        elif parameter not in decays:
            rest[parameter] = None
    return [
        dict(params=list(decays), weight_decay=weight_decay),
        dict(params=list(rest), weight_decay=0.0),
    ]
