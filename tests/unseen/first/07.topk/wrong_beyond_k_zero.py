# wrong: A k beyond the number of classes gives 0.0 instead of 1.0.
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    out = dict.fromkeys(ks, 0.0)
    for k in ks:
        if k <= logits.shape[1]:
            idx = logits.topk(k, dim=1).indices
            out[k] = (idx == targets[:, None]).sum().item() / targets.numel()
    return out
