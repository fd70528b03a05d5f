# wrong: Counts are kept in uint8, which is not int64 and starts again at 0 after 255.
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    matrix = torch.zeros(num_classes, num_classes, dtype=torch.uint8)
    for t, p in zip(targets.tolist(), predictions.tolist()):
        matrix[t, p] += 1
    if normalize:
        return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    return matrix
