# wrong: Looks only at the k-th best class, not at all the first k.
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    num_classes = logits.size(1)
    order = logits.argsort(dim=1, descending=True)
    accs = {}
    for k in ks:
        if k > num_classes:
            accs[k] = 1.0
            continue
        accs[k] = (order[:, k - 1] == targets).float().mean().item()
    return accs
