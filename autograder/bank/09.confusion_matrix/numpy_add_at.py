"""numpy: unbuffered addition, and where for the division."""

import numpy as np


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    matrix = np.zeros((num_classes, num_classes), dtype=int)
    np.add.at(matrix, (np.asarray(targets), np.asarray(predictions)), 1)
    if normalize:
        totals = matrix.sum(axis=1, keepdims=True)
        return np.divide(matrix, totals, out=np.zeros(matrix.shape), where=totals != 0)
    return matrix
