# right: a plain loop over pairs of Python numbers, rows divided one by one
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    rows = [[0] * num_classes for _ in range(num_classes)]
    for true, predicted in zip(targets.tolist(), predictions.tolist()):
        rows[true][predicted] += 1
    if not normalize:
        return torch.tensor(rows, dtype=torch.int64).reshape(num_classes, num_classes)
    shares = [[count / (sum(row) or 1) for count in row] for row in rows]
    return torch.tensor(shares, dtype=torch.float32)
