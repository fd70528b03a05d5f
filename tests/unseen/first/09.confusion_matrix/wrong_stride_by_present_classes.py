# wrong: The row length is the number of classes that occur in targets, so counts slip to other places.
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    k = len(targets.unique())
    matrix = torch.bincount(targets * k + predictions, minlength=num_classes**2)
    matrix = matrix[: num_classes**2].reshape(num_classes, num_classes)
    if normalize:
        matrix = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    return matrix
