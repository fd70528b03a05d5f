# wrong: Takes the partners from the batch turned round, flip(0), and not from the permutation.
import torch
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    one_hot = F.one_hot(targets, num_classes).float()
    mixed = images * lam + images.flip(0) * (1.0 - lam)
    return mixed, one_hot * lam + one_hot.flip(0) * (1.0 - lam)
