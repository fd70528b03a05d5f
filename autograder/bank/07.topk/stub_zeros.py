def _topk_accuracies(logits, targets, ks=(1, 5)):
    return {k: 0.0 for k in ks}
