# right: one N x N mixing matrix for pictures and rows, einsum and @
import torch


def mixup(images, targets, num_classes, lam, permutation):
    n = len(images)
    identity = torch.eye(n, dtype=images.dtype, device=images.device)
    mixing = lam * identity + (1 - lam) * identity[permutation]
    one_hot = (targets[:, None] == torch.arange(num_classes, device=targets.device)).to(images.dtype)
    return torch.einsum("nm,mchw->nchw", mixing, images), mixing @ one_hot
