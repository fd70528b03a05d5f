# wrong: counts are kept in uint8 and start again at 0 after 255
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    matrix = torch.zeros((num_classes, num_classes), dtype=torch.uint8)
    for true, predicted in zip(targets.tolist(), predictions.tolist()):
        matrix[true][predicted] += 1
    if not normalize:
        return matrix
    return matrix.float() / matrix.sum(dim=1, keepdim=True).clamp(min=1)
