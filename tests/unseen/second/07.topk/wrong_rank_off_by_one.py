# wrong: Lets k classes be ahead of the true one instead of k - 1: the accuracy for k + 1.
def _topk_accuracies(logits, targets, ks=(1, 5)):
    true_logit = logits.gather(1, targets[:, None])
    ahead = (logits > true_logit).sum(dim=1)
    return {k: (ahead <= k).float().mean().item() for k in ks}
