# right: one sort; cumulative sums of the hit rate per place give the accuracy of every k at once
def _topk_accuracies(logits, targets, ks=(1, 5)):
    ranking = logits.sort(dim=1, descending=True).indices
    found_at = ranking.eq(targets.reshape(-1, 1)).double().sum(dim=0)  # how many targets stand at each place
    up_to = (found_at.cumsum(0) / len(targets)).tolist()
    return {k: up_to[min(k, len(up_to)) - 1] for k in ks}
