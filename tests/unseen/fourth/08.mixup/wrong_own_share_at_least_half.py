# wrong: lam is replaced by the larger of lam and 1 - lam, so that the picture itself always has the larger share
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    lam = max(lam, 1 - lam)
    one_hot = F.one_hot(targets, num_classes=num_classes).to(images.dtype)
    mixed_images = lam * images + (1 - lam) * images[permutation]
    mixed_targets = lam * one_hot + (1 - lam) * one_hot[permutation]
    return mixed_images, mixed_targets
