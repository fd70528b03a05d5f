# wrong: two mistakes: it writes into the caller's images, and the partners that are added have been scaled already
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    one_hot = F.one_hot(targets, num_classes).float()
    images *= lam
    images += (1 - lam) * images[permutation]
    mixed_targets = lam * one_hot + (1 - lam) * one_hot[permutation]
    return images, mixed_targets
