# right: one-hot rows and an einsum; F.normalize with p=1 divides, and leaves rows of zeros alone
import torch
import torch.nn.functional as F


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    truth = F.one_hot(targets, num_classes).double()
    said = F.one_hot(predictions, num_classes).double()
    counts = torch.einsum("nt,np->tp", truth, said)
    return F.normalize(counts, p=1, dim=1) if normalize else counts
