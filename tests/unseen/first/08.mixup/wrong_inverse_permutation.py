# wrong: Uses the permutation the wrong way round: picture permutation[i] gets partner i.
import torch
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    hot = F.one_hot(targets, num_classes).float()
    partner_images, partner_hot = torch.empty_like(images), torch.empty_like(hot)
    partner_images[permutation] = images
    partner_hot[permutation] = hot
    return lam * images + (1 - lam) * partner_images, lam * hot + (1 - lam) * partner_hot
