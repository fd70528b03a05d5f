# right: numpy, np.add.at with repeated places, division with where=
import numpy as np
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    counts = np.zeros((num_classes, num_classes), dtype=np.int64)
    np.add.at(counts, (targets.numpy(), predictions.numpy()), 1)
    if normalize:
        total = counts.sum(axis=1, keepdims=True)
        shares = np.zeros(counts.shape, dtype=np.float32)
        np.divide(counts, total, out=shares, where=total > 0, casting="unsafe")
        return torch.from_numpy(shares)
    return torch.from_numpy(counts)
