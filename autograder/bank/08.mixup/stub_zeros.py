import torch


def mixup(images, targets, num_classes, lam, permutation):
    return torch.zeros_like(images), torch.zeros(len(targets), num_classes)
