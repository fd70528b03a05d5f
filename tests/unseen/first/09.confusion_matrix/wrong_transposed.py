# wrong: Rows are predicted classes and columns true ones: the matrix is transposed.
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    index = predictions * num_classes + targets
    matrix = torch.bincount(index, minlength=num_classes**2).reshape(num_classes, num_classes)
    if normalize:
        return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    return matrix
