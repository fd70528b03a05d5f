# wrong: The diagonal is not left out, so right answers come first.
import torch


def most_confused(matrix, k):
    size = matrix.shape[1]
    top = matrix.flatten().topk(min(k, matrix.numel()))
    return [(i // size, i % size, v) for v, i in zip(top.values.tolist(), top.indices.tolist())]
