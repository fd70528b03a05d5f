# wrong: Puts picture i at place permutation[i], which is the inverse permutation.
import torch
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    labels = F.one_hot(targets, num_classes).to(images.dtype)
    partner_images = torch.empty_like(images)
    partner_images[permutation] = images
    partner_labels = torch.empty_like(labels)
    partner_labels[permutation] = labels
    return (
        lam * images + (1 - lam) * partner_images,
        lam * labels + (1 - lam) * partner_labels,
    )
