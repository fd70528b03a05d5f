"""Laid side by side as one long vector."""

import torch
from torch import nn


def count_parameters(model: nn.Module) -> int:
    pieces = [p.detach().flatten() for p in model.parameters() if p.requires_grad]
    return len(torch.cat(pieces)) if pieces else 0
