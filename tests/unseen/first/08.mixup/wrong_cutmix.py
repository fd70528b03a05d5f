# wrong: Pastes a rectangle of the partner into the picture (cutmix) instead of laying one over the other.
import math

import torch
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    h, w = images.shape[-2:]
    cut_h, cut_w = round(h * math.sqrt(1 - lam)), round(w * math.sqrt(1 - lam))
    top, left = (h - cut_h) // 2, (w - cut_w) // 2
    mixed = images.clone()
    box = (..., slice(top, top + cut_h), slice(left, left + cut_w))
    mixed[box] = images[permutation][box]
    hot = F.one_hot(targets, num_classes).float()
    return mixed, lam * hot + (1 - lam) * hot[permutation]
