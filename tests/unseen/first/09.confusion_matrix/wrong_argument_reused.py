# wrong: The place numbers are computed in place, in the caller's targets.
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    targets *= num_classes
    targets += predictions
    matrix = torch.bincount(targets, minlength=num_classes**2).view(num_classes, num_classes)
    if normalize:
        return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    return matrix
