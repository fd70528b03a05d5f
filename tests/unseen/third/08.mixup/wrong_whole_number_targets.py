# wrong: the mixed rows are written into a tensor of whole numbers, which cuts off 0.7 to 0
import torch
import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    one_hot = F.one_hot(targets, num_classes)
    new_images = torch.zeros_like(images)
    new_targets = torch.zeros_like(one_hot)
    for i in range(len(images)):
        j = permutation[i]
        new_images[i] = lam * images[i] + (1 - lam) * images[j]
        new_targets[i] = lam * one_hot[i] + (1 - lam) * one_hot[j]
    return new_images, new_targets
