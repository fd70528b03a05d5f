# wrong: Writes mixed rows back while later rows still need the originals AND changes the caller's pictures.
import torch


def mixup(images, targets, num_classes, lam, permutation):
    mixed_targets = torch.zeros(len(targets), num_classes)
    for i, j in enumerate(permutation.tolist()):
        images[i] = lam * images[i] + (1 - lam) * images[j]
        mixed_targets[i, targets[i]] += lam
        mixed_targets[i, targets[j]] += 1 - lam
    return images, mixed_targets
