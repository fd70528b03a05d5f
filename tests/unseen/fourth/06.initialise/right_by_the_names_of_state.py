# right: decides by a parameter's path and owner; the deviation is worked out from the weight's shape
import torch
from torch import nn


@torch.no_grad()
def initialize_weights(model):
    for path, parameter in model.named_parameters():
        owner_path, _, name = path.rpartition(".")
        owner = model.get_submodule(owner_path)
        if isinstance(owner, nn.Conv2d) and name == "weight":
            gives, _, height, width = parameter.shape
            parameter.normal_(mean=0.0, std=(2 / (gives * height * width)) ** 0.5)
        elif isinstance(owner, nn.BatchNorm2d):
            last_on_the_main_path = owner_path.split(".")[-1] == "bn3"
            parameter.fill_(1.0 if name == "weight" and not last_on_the_main_path else 0.0)
