# wrong: A class that does not occur is divided by 0, and its row becomes nan.
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    matrix = torch.bincount(targets * num_classes + predictions, minlength=num_classes**2)
    matrix = matrix.reshape(num_classes, num_classes)
    return matrix / matrix.sum(dim=1, keepdim=True) if normalize else matrix
