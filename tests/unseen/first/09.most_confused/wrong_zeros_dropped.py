# wrong: Entries that are 0 are dropped, so for a large k fewer than all pairs come back.
import torch


def most_confused(matrix, k):
    found = []
    for t, p in torch.nonzero(matrix).tolist():
        if t != p:
            found.append((t, p, matrix[t, p].item()))
    found.sort(key=lambda triple: triple[2], reverse=True)
    return found[:k]
