# wrong: Counts come back in float32 instead of int64 AND an absent class's row is nan.
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    matrix = torch.zeros(num_classes, num_classes)
    for t, p in zip(targets.view(-1), predictions.view(-1)):
        matrix[t.long(), p.long()] += 1
    if normalize:
        matrix = matrix / matrix.sum(1).unsqueeze(1)
    return matrix
