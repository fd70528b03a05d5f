# right: a collections.Counter of pairs, read out as nested lists
from collections import Counter

import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    pairs = Counter(zip(targets.tolist(), predictions.tolist(), strict=True))
    rows = [[pairs[true, said] for said in range(num_classes)] for true in range(num_classes)]
    if not normalize:
        return torch.tensor(rows)
    return torch.tensor([[count / (sum(row) or 1) for count in row] for row in rows])
