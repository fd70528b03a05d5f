# wrong: Takes the larger of lam and 1 - lam, so a lam below one half is turned round.
import torch
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    lam = max(lam, 1 - lam)
    hot = F.one_hot(targets, num_classes).float()
    return lam * images + (1 - lam) * images[permutation], lam * hot + (1 - lam) * hot[permutation]
