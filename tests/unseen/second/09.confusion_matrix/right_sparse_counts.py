# right: a sparse tensor adds repeated places up, F.normalize with p=1 makes the shares and leaves zero rows alone.
import torch
from torch.nn import functional as F


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    places = torch.stack((targets, predictions))
    ones = torch.ones(places.shape[1], dtype=torch.int64)
    counts = torch.sparse_coo_tensor(places, ones, (num_classes, num_classes)).to_dense()
    return F.normalize(counts.float(), p=1, dim=1) if normalize else counts
