# wrong: The row of a class that does not occur is filled with 1/K instead of staying 0.
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    matrix = torch.bincount(targets * num_classes + predictions, minlength=num_classes**2)
    matrix = matrix.reshape(num_classes, num_classes)
    if normalize:
        shares = matrix / matrix.sum(dim=1, keepdim=True)
        return torch.nan_to_num(shares, nan=1 / num_classes)
    return matrix
