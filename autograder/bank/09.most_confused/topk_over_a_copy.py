"""topk over a flattened copy whose diagonal can never win; tuples of tensors."""

import torch


def most_confused(matrix, k):
    size = len(matrix)
    rest = matrix.clone().double()
    rest.fill_diagonal_(-torch.inf)
    values, places = rest.flatten().topk(min(k, size * (size - 1)))
    return [(place // size, place % size, value) for value, place in zip(values, places, strict=True)]
