"""NumPy's product, and a NumPy integer as the answer."""

import numpy as np
from torch import nn


def count_parameters(model: nn.Module) -> int:
    return np.sum([np.prod(p.shape) for p in model.parameters() if p.requires_grad], dtype=np.int64)
