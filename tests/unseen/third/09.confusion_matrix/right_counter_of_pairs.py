# right: Python's Counter counts the pairs, row by row; no tensor until the end
from collections import Counter

import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    pairs = Counter(zip(targets.tolist(), predictions.tolist(), strict=True))
    rows = []
    for true in range(num_classes):
        row = [pairs[true, predicted] for predicted in range(num_classes)]
        if normalize and any(row):
            row = [count / sum(row) for count in row]
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float32 if normalize else torch.int64)
