# wrong: Returns both targets and lam for a loss to mix, as in the paper's code, and no [N, K] targets.
import torch


def mixup(images, targets, num_classes, lam, permutation):
    mixed = lam * images + (1 - lam) * images[permutation, :]
    targets_a, targets_b = targets, targets[permutation]
    return mixed, targets_a, targets_b, lam
