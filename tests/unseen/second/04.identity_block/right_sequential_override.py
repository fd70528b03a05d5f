# right: subclasses nn.Sequential, whose own forward is the branch; the check comes before anything is built.
from collections import OrderedDict

import torch
from torch import nn


class IdentityBlock(nn.Sequential):
    def __init__(self, in_channels: int, width: int) -> None:
        if in_channels != (expanded := 4 * width):
            raise ValueError(f"width {width} needs {expanded} channels, not {in_channels}")
        layers = OrderedDict()
        plan = {"squeeze": (expanded, width, 1), "look": (width, width, 3), "stretch": (width, expanded, 1)}
        for name, (before, after, k) in plan.items():
            layers[name] = nn.Conv2d(before, after, k, padding=(k - 1) // 2, bias=False)
            layers[f"{name}_norm"] = nn.BatchNorm2d(after)
            layers[f"{name}_relu"] = nn.ReLU(inplace=True)
        del layers["stretch_relu"]
        super().__init__(layers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu_(super().forward(x) + x)
