# right: a matrix product of one-hot matrices, rows divided under torch.where.
import torch
import torch.nn.functional as F


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    true = F.one_hot(targets.long(), num_classes)
    called = F.one_hot(predictions.long(), num_classes)
    counts = torch.einsum("nt,np->tp", true, called)
    if not normalize:
        return counts
    sums = counts.sum(1)[:, None]
    return torch.where(sums > 0, counts / sums, torch.zeros(())).to(torch.float32)
