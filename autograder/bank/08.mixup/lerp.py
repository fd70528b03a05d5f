"""torch.lerp for both, and a diagonal matrix for the one-hot rows."""

import torch


def mixup(images, targets, num_classes, lam, permutation):
    rows = torch.eye(num_classes)[targets]
    return [torch.lerp(part[permutation], part, lam) for part in (images, rows)]
