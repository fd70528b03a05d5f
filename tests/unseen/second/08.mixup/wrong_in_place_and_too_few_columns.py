# wrong: Changes the caller's images in place AND does not use num_classes.
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    partners = images[permutation]
    images *= lam
    images += (1 - lam) * partners
    rows = F.one_hot(targets).float()
    rows = lam * rows + (1 - lam) * rows[permutation]
    return images, rows
