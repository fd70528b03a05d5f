"""Mixing as a matrix product, the same matrix for images and targets."""

import torch
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    identity = torch.eye(len(images))
    mixing = lam * identity + (1 - lam) * identity.index_select(0, permutation)
    pictures = torch.einsum("nm,mchw->nchw", mixing, images)
    return pictures, mixing @ F.one_hot(targets, num_classes=num_classes).float()
