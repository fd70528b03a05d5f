# wrong: the targets are mixed with the two shares swapped
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    mixed = lam * images + (1 - lam) * images[permutation]
    rows = F.one_hot(targets, num_classes).float()
    return mixed, (1 - lam) * rows + lam * rows[permutation]
