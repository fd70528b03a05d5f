# wrong: two mistakes: shares are of all pictures, not of the row, and K is read off the data
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    k = int(max(targets.max(), predictions.max())) + 1
    matrix = torch.bincount(targets * k + predictions, minlength=k * k).reshape(k, k)
    if normalize:
        matrix = matrix / matrix.sum()
    return matrix
