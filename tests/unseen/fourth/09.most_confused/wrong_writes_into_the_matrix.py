# wrong: the diagonal of the caller's own matrix is overwritten with -1
import torch


def most_confused(matrix, k):
    K = len(matrix)
    matrix.fill_diagonal_(-1)
    values, indices = matrix.flatten().sort(descending=True)
    k = min(k, K * (K - 1))
    return [(i // K, i % K, v) for i, v in zip(indices[:k].tolist(), values[:k].tolist())]
