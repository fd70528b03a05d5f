# wrong: Crosses out the best class in the caller's own logits (minus infinity), which are changed afterwards.
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    n, num_classes = logits.shape
    rows = torch.arange(n)
    found = torch.zeros(n, dtype=torch.bool)
    share = {}
    for place in range(1, num_classes + 1):
        guess = logits.detach().argmax(dim=1)
        found |= guess == targets
        logits.detach()[rows, guess] = -float("inf")
        share[place] = found.float().mean().item()
    return {k: share[k] if k <= num_classes else 1.0 for k in ks}
