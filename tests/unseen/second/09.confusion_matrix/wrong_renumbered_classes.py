# wrong: Classes that do not occur are left out and the others move up, so rows and columns of all classes behind a missing one stand in the wrong place.
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    labels = torch.unique(torch.cat([targets, predictions]))
    rows = torch.searchsorted(labels, targets)
    cols = torch.searchsorted(labels, predictions)
    matrix = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    for r, c in zip(rows.tolist(), cols.tolist(), strict=True):
        matrix[r, c] += 1
    if normalize:
        return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    return matrix
