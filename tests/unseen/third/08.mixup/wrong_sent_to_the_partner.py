# wrong: picture i is written to place permutation[i], which is the inverse permutation
import torch
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    rows = F.one_hot(targets, num_classes).float()
    other_images = torch.empty_like(images)
    other_rows = torch.empty_like(rows)
    other_images[permutation] = images
    other_rows[permutation] = rows
    return lam * images + (1 - lam) * other_images, lam * rows + (1 - lam) * other_rows
