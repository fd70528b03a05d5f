# wrong: the caller's batch of images is mixed in place
import torch
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    partners = images[permutation]
    images *= lam
    images += (1 - lam) * partners
    one_hot = F.one_hot(targets, num_classes).float()
    mixed_targets = lam * one_hot + (1 - lam) * one_hot[permutation]
    return images, mixed_targets
