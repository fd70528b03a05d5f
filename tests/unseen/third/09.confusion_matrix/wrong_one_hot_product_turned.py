# wrong: the product of the one-hot matrices has the predicted classes as its rows
import torch
import torch.nn.functional as F


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    is_a = F.one_hot(targets, num_classes)
    called = F.one_hot(predictions, num_classes)
    matrix = called.T @ is_a
    if normalize:
        matrix = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    return matrix
