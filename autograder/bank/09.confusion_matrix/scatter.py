"""index_put_ with accumulation; an epsilon too small to matter; nested lists at the end."""

import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    ones = torch.ones(targets.shape[0])
    matrix = torch.zeros(num_classes, num_classes).index_put_((targets, predictions), ones, accumulate=True)
    return (matrix / (matrix.sum(1, keepdim=True) + 1e-8) if normalize else matrix.int()).tolist()
