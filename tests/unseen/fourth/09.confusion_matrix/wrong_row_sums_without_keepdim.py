# wrong: the row sums are [K], so that each column is divided by one of them
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    matrix = torch.zeros(num_classes, num_classes)
    for t, p in zip(targets.tolist(), predictions.tolist()):
        matrix[t, p] += 1
    if normalize:
        matrix = matrix / matrix.sum(dim=1).clamp(min=1)
    return matrix
