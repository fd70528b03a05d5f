# wrong: Normalised are the columns, not the rows: that is precision.
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    matrix = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    for t, p in zip(targets, predictions):
        matrix[t, p] += 1
    if normalize:
        return matrix / matrix.sum(dim=0, keepdim=True).clamp(min=1)
    return matrix
