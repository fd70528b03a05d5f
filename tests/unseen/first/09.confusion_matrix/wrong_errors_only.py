# wrong: Right answers are left out, so the diagonal is empty and the rows are shares of the mistakes.
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    wrong = targets != predictions
    places = targets[wrong] * num_classes + predictions[wrong]
    matrix = torch.bincount(places, minlength=num_classes**2).reshape(num_classes, num_classes)
    if normalize:
        return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    return matrix
