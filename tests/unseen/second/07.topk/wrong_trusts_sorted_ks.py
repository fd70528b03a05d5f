# wrong: Ranks only as far as the last k, as if ks were sorted; ks=(5, 1) goes wrong.
def _topk_accuracies(logits, targets, ks=(1, 5)):
    depth = min(ks[-1], logits.shape[1])
    ranking = logits.topk(depth, dim=1).indices
    hits = ranking == targets[:, None]
    return {k: hits[:, :k].any(dim=1).float().mean().item() for k in ks}
