# wrong: an indexed += counts a mistake once, however often it is made
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    matrix = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    matrix[targets, predictions] += 1
    if normalize:
        return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    return matrix
