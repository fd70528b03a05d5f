# wrong: 1 is added to every row sum to avoid dividing by zero, so the rows sum to less than 1.
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    matrix = torch.bincount(targets * num_classes + predictions, minlength=num_classes**2)
    matrix = matrix.reshape(num_classes, num_classes)
    if normalize:
        matrix = matrix.float() / (matrix.sum(dim=1, keepdim=True) + 1)
    return matrix
