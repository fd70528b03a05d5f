# wrong: normalize is True by default, so whoever does not ask for shares gets them.
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=True):
    matrix = torch.bincount(targets * num_classes + predictions, minlength=num_classes**2)
    matrix = matrix.reshape(num_classes, num_classes)
    if normalize:
        matrix = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    return matrix
