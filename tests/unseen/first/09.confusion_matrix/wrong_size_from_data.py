# wrong: The size is read off the data instead of num_classes, so last classes that do not occur are lost.
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    k = int(torch.cat([targets, predictions]).max()) + 1
    matrix = torch.zeros(k, k, dtype=torch.int64)
    for t, p in zip(targets.tolist(), predictions.tolist()):
        matrix[t, p] += 1
    if normalize:
        matrix = matrix / matrix.sum(1, keepdim=True).clamp(min=1)
    return matrix
