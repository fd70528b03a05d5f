# wrong: With normalize the counts are divided by the number of all pictures, so the whole matrix sums to 1 and not every row.
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    matrix = torch.zeros((num_classes, num_classes), dtype=torch.long)
    for t, p in zip(targets, predictions, strict=True):
        matrix[t, p] += 1
    if normalize:
        matrix = matrix.float() / max(len(targets), 1)
    return matrix
