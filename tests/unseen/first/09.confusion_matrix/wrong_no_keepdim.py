# wrong: The row sums are divided without keepdim, so each column is divided by a row's sum.
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    matrix = torch.bincount(targets * num_classes + predictions, minlength=num_classes * num_classes)
    matrix = matrix.reshape(num_classes, num_classes)
    if normalize:
        matrix = matrix / matrix.sum(dim=1).clamp(min=1)
    return matrix
