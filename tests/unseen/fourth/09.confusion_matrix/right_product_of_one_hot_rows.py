# right: the matrix is a product of two one-hot matrices; F.normalize with p=1 leaves a row of zeros alone
import torch.nn.functional as F


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    truth = F.one_hot(targets, num_classes).double()
    said = F.one_hot(predictions, num_classes).double()
    counts = truth.T @ said
    return F.normalize(counts, p=1, dim=1).float() if normalize else counts.long()
