# wrong: Works on the caller's pictures in place, which are changed afterwards.
import torch
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    partners = images[permutation]
    images.mul_(lam).add_(partners, alpha=1 - lam)
    hot = F.one_hot(targets, num_classes).float()
    return images, lam * hot + (1 - lam) * hot[permutation]
