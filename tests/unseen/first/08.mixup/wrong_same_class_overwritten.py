# wrong: Writes the second share over the first, so where both are of one class the row sums to 1 - lam.
import torch


def mixup(images, targets, num_classes, lam, permutation):
    n = images.shape[0]
    rows = torch.arange(n)
    labels = torch.zeros(n, num_classes)
    labels[rows, targets] = lam
    labels[rows, targets[permutation]] = 1 - lam
    return lam * images + (1 - lam) * images[permutation], labels
