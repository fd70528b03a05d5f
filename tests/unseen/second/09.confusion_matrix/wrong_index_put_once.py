# wrong: index_put_ without accumulate writes a 1 where pairs occur and does not count how often, so repeated pairs are lost.
import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    matrix = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    matrix.index_put_((targets, predictions), torch.ones_like(targets))
    if normalize:
        return matrix.float() / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    return matrix
