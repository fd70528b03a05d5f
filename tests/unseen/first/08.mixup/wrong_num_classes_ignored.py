# wrong: Lets one_hot find out the number of classes, which is too few if the batch lacks the last ones.
import torch
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    rows = F.one_hot(targets).float()
    mix = lambda x: lam * x + (1 - lam) * x[permutation]  # noqa: E731
    return mix(images), mix(rows)
