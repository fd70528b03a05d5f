"""Four parts of a modern training recipe, each a few lines (lesson 08).

He et al. 2019, "Bag of Tricks for Image Classification with Convolutional Neural Networks", arXiv:1812.01187.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import nn
from torch.nn import functional as F


def parameter_groups(model: nn.Module, weight_decay: float) -> list[dict[str, Any]]:
    """Two optimizer groups: convolution and linear weights with `weight_decay`, everything else with 0.

    Both say so, since where a group says nothing the optimizer's own default decides, which in AdamW is 0.01.

    BatchNorm rescales whatever a convolution gives, so decay on its own weight and bias pulls the output itself
    towards zero instead of regularising; biases are too few to overfit. Source: arXiv:1812.01187, section 3.1.
    """
    decayed = {id(module.weight) for module in model.modules() if isinstance(module, nn.Conv2d | nn.Linear)}
    parameters = list(model.parameters())
    return [
        {"params": [p for p in parameters if id(p) in decayed], "weight_decay": weight_decay},
        {"params": [p for p in parameters if id(p) not in decayed], "weight_decay": 0.0},
    ]


def warmup_cosine(step: int, warmup_steps: int, total_steps: int) -> float:
    """Multiplier of the learning rate: linear from 0 to 1, then half a cosine down to 0, and 0 past the end.

    Sources: Goyal et al. 2017, arXiv:1706.02677, section 2.2; Loshchilov and Hutter 2017, arXiv:1608.03983, eq. 5.
    """
    if step >= total_steps:
        return 0.0
    if step < warmup_steps:
        return step / warmup_steps
    return 0.5 * (1 + math.cos(math.pi * (step - warmup_steps) / (total_steps - warmup_steps)))


def label_smoothing_loss(logits: torch.Tensor, targets: torch.Tensor, smoothing: float = 0.1) -> torch.Tensor:
    """Mean cross-entropy against targets that give `smoothing` of their mass to all K classes evenly.

    Shapes: logits [N, K], targets [N] of class numbers -> a scalar through which gradients flow. The true class
    keeps 1 - smoothing + smoothing/K.
    Source: Szegedy et al. 2016, arXiv:1512.00567, section 7.
    """
    log_probabilities = F.log_softmax(logits, dim=1)
    true_class = -log_probabilities.gather(1, targets[:, None]).squeeze(1)
    every_class = -log_probabilities.mean(dim=1)
    return ((1 - smoothing) * true_class + smoothing * every_class).mean()


def mixup(
    images: torch.Tensor, targets: torch.Tensor, num_classes: int, lam: float, permutation: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Mix every image, and its one-hot target, with the one that `permutation` puts in its place.

    Shapes: images [N, C, H, W], targets [N], permutation [N] -> images [N, C, H, W], targets [N, K] whose rows sum
    to 1; `lam` is the share of the image itself. Source: Zhang et al. 2018, arXiv:1710.09412, section 2.
    """
    one_hot = F.one_hot(targets, num_classes).to(images.dtype)
    mixed_images = lam * images + (1 - lam) * images[permutation]
    return mixed_images, lam * one_hot + (1 - lam) * one_hot[permutation]
