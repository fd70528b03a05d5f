# wrong: The caller's matrix is written into: its diagonal is -1 afterwards.
import torch


def most_confused(matrix, k):
    num_classes = len(matrix)
    matrix.fill_diagonal_(-1)
    order = matrix.reshape(-1).argsort(descending=True)[: min(k, num_classes * (num_classes - 1))]
    pairs = []
    for place in order.tolist():
        true, predicted = divmod(place, num_classes)
        pairs.append((true, predicted, matrix[true, predicted].item()))
    return pairs
