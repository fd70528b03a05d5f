# right: no sorting; the target's rank is the number of classes with a higher logit
import torch
from torch import Tensor


def _topk_accuracies(logits: Tensor, targets: Tensor, ks: tuple[int, ...] = (1, 5)) -> dict[int, float]:
    own = torch.take_along_dim(logits, targets.unsqueeze(-1), dim=-1)
    better = torch.count_nonzero(logits > own, dim=-1)
    return {k: (better < k).double().mean().item() for k in ks}
