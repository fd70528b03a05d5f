# wrong: The matrix is divided by its row sums first, so counts come back as shares and in another order.
import torch


def most_confused(matrix, k):
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    triples = []
    for t in range(len(shares)):
        for p in range(len(shares)):
            if t != p:
                triples.append((t, p, shares[t, p].item()))
    return sorted(triples, key=lambda x: x[2], reverse=True)[:k]
