# wrong: The partner gets lam and the picture itself 1 - lam.
import torch
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    hot = F.one_hot(targets, num_classes).float()
    mixed_images = torch.lerp(images, images[permutation], lam)
    mixed_targets = torch.lerp(hot, hot[permutation], lam)
    return mixed_images, mixed_targets
