# wrong: Mixes the pictures only; the targets stay one-hot of the picture itself.
import torch
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    mixed = lam * images + (1 - lam) * images[permutation]
    return mixed, F.one_hot(targets, num_classes).float()
