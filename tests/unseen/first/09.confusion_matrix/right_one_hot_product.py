# right: product of two one-hot matrices, einsum, torch.where for the empty rows
import torch
import torch.nn.functional as F


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    is_class = F.one_hot(targets, num_classes)
    called = F.one_hot(predictions, num_classes)
    counts = torch.einsum("nt,np->tp", is_class, called)
    if not normalize:
        return counts
    totals = counts.sum(1)[:, None]
    return torch.where(totals > 0, counts.float() / totals, torch.zeros(()))
