# wrong: the number of classes is read off the largest number that occurs
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    k = int(torch.cat([targets, predictions]).max()) + 1
    matrix = torch.bincount(targets * k + predictions, minlength=k * k).reshape(k, k)
    if normalize:
        return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    return matrix
