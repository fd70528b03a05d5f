# wrong: Draws a permutation of its own instead of taking the one it is given.
import torch
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    index = torch.randperm(images.size(0), device=images.device)
    one_hot = F.one_hot(targets, num_classes).float()
    mixed_x = lam * images + (1 - lam) * images[index]
    mixed_y = lam * one_hot + (1 - lam) * one_hot[index]
    return mixed_x, mixed_y
