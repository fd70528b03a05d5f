# wrong: The caller's diagonal is overwritten with zeros AND true and predicted class are swapped.
import torch


def most_confused(matrix, k):
    n = len(matrix)
    for i in range(n):
        matrix[i, i] = 0
    triples = [(p, t, matrix[t, p].item()) for t in range(n) for p in range(n) if t != p]
    return sorted(triples, key=lambda x: x[2], reverse=True)[:k]
