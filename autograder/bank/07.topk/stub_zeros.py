def _topk_accuracies(logits, targets, ks=(1, 5)):
    return dict.fromkeys(ks, 0.0)
