# wrong: Of each true class only its single worst confusion is considered.
import torch


def most_confused(matrix, k):
    off = matrix.clone()
    off.fill_diagonal_(-1)
    worst = off.max(dim=1)
    triples = [(t, p, v) for t, (p, v) in enumerate(zip(worst.indices.tolist(), worst.values.tolist()))]
    return sorted(triples, key=lambda triple: triple[2], reverse=True)[:k]
