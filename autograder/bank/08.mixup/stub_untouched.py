import torch.nn.functional as F


def mixup(images, targets, num_classes, lam, permutation):
    return images, F.one_hot(targets, num_classes).float()
