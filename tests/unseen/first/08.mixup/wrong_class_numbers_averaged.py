# wrong: Averages the class numbers instead of one-hot rows.
import torch


def mixup(images, targets, num_classes, lam, permutation):
    mixed_images = lam * images + (1 - lam) * images[permutation]
    mixed_targets = lam * targets + (1 - lam) * targets[permutation]
    return mixed_images, mixed_targets
