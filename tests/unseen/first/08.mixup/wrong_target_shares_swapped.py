# wrong: The pictures' shares are right, but in the targets the partner's class gets lam.
import torch
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    mixed = lam * images + (1 - lam) * images[permutation]
    one_hot = F.one_hot(targets, num_classes).to(images.dtype)
    partner = F.one_hot(targets[permutation], num_classes).to(images.dtype)
    return mixed, lam * partner + (1 - lam) * one_hot
