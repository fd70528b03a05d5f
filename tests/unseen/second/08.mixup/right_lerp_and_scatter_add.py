# right: torch.lerp for the pictures, two scatter_add_ into zeros for the targets
import torch


def mixup(images, targets, num_classes, lam, permutation):
    mixed = torch.lerp(images.index_select(0, permutation), images, float(lam))
    rows = images.new_zeros(targets.shape[0], num_classes)
    for share, classes in ((lam, targets), (1 - lam, targets.take(permutation))):
        rows.scatter_add_(1, classes.view(-1, 1), torch.full_like(rows[:, :1], float(share)))
    return mixed, rows
