# wrong: Always reports k = 1 and 5, whatever ks says.
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    top1 = (logits.argmax(dim=1) == targets).float().mean().item()
    k5 = min(5, logits.size(1))
    top5 = (logits.topk(k5, dim=1).indices == targets[:, None]).any(dim=1).float().mean().item()
    return {1: top1, 5: top5}
