# right: one [N, N] matrix that mixes, applied to pictures and one-hot rows alike
import torch


def mixup(images, targets, num_classes, lam, permutation):
    identity = torch.eye(len(images), dtype=images.dtype, device=images.device)
    mixing = lam * identity + (1 - lam) * identity[permutation]
    one_hot = (targets[:, None] == torch.arange(num_classes, device=targets.device)).to(images.dtype)
    return tuple(torch.tensordot(mixing, batch, dims=1) for batch in (images, one_hot))
