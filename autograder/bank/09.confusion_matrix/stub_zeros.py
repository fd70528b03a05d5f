import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    return torch.zeros(num_classes, num_classes)
