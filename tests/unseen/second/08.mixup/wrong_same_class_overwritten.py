# wrong: With a partner of the same class, 1 - lam overwrites lam instead of adding to it.
import torch


def mixup(images, targets, num_classes, lam, permutation):
    mixed = lam * images + (1 - lam) * images[permutation]
    rows = torch.zeros(len(targets), num_classes)
    index = torch.arange(len(targets))
    rows[index, targets] = float(lam)
    rows[index, targets[permutation]] = 1.0 - float(lam)
    return mixed, rows
