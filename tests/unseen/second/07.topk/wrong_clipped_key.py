# wrong: A k beyond K is cut down to K and then also used as the key in the dict.
def _topk_accuracies(logits, targets, ks=(1, 5)):
    n, num_classes = logits.shape
    result = {}
    for k in ks:
        k = min(k, num_classes)
        guesses = logits.topk(k, dim=1).indices
        result[k] = (guesses == targets[:, None]).sum().item() / n
    return result
