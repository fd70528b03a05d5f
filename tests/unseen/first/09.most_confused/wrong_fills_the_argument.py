# wrong: fill_diagonal_ writes zeros into the matrix that the caller handed over.
import torch


def most_confused(matrix, k):
    n = len(matrix)
    k = min(k, n * (n - 1))
    matrix.fill_diagonal_(-1)
    values, indices = matrix.flatten().topk(k)
    return [(i // n, i % n, v) for i, v in zip(indices.tolist(), values.tolist())]
