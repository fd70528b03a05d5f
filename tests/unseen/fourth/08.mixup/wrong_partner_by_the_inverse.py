# wrong: picture i's partner is the one whose partner it is: the inverse permutation
import torch
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    one_hot = F.one_hot(targets, num_classes).float()
    partners, partner_targets = torch.empty_like(images), torch.empty_like(one_hot)
    partners[permutation] = images
    partner_targets[permutation] = one_hot
    return lam * images + (1 - lam) * partners, lam * one_hot + (1 - lam) * partner_targets
