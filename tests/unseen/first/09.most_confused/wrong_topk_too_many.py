# wrong: topk raises an error if more pairs are asked for than the matrix has places.
import torch


def most_confused(matrix, k):
    n = matrix.shape[0]
    off = matrix.double().masked_fill(torch.eye(n, dtype=torch.bool), -1)
    values, places = off.flatten().topk(k)
    pairs = zip(places.tolist(), values.tolist())
    return [(place // n, place % n, value) for place, value in pairs if place // n != place % n]
