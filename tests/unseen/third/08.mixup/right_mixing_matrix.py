# right: one mixing matrix [N, N], applied to pictures and targets by einsum
import torch


def mixup(images, targets, num_classes, lam, permutation):
    me = torch.eye(len(images), dtype=images.dtype, device=images.device)
    mix = lam * me + (1 - lam) * me[permutation]
    one_hot = torch.eye(num_classes, dtype=images.dtype, device=images.device)[targets]
    return torch.einsum("ij,jchw->ichw", mix, images), torch.einsum("ij,jk->ik", mix, one_hot)
