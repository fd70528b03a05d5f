# wrong: Ranks count from 0, yet it accepts rank <= k, which is one place too many.
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    own = logits.gather(1, targets[:, None])
    rank = (logits > own).sum(dim=1)
    return {k: (rank <= k).double().mean().item() for k in ks}
