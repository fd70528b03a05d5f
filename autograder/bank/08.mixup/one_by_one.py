"""A loop over the samples, shares added up in a table of zeros."""

import torch


def mixup(images, targets, num_classes, lam, permutation):
    pictures = torch.empty_like(images)
    table = torch.zeros(len(targets), num_classes, dtype=torch.float64)
    for i, j in enumerate(permutation.tolist()):
        pictures[i] = images[i] * lam + images[j] * (1 - lam)
        table[i, targets[i]] += lam
        table[i, targets[j]] += 1 - lam
    return pictures, table
