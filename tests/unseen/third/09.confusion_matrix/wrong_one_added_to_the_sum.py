# wrong: 1 is added to every row's sum to avoid 0 / 0, so no row sums to 1
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    matrix = torch.zeros(num_classes, num_classes)
    for true, predicted in zip(targets, predictions):
        matrix[true, predicted] += 1
    if normalize:
        matrix = matrix / (matrix.sum(dim=1, keepdim=True) + 1)
    return matrix
