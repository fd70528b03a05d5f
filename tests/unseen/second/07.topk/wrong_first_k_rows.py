# wrong: A transposition is missing: correct[:k] takes the first k samples, not the first k guesses.
def _topk_accuracies(logits, targets, ks=(1, 5)):
    maxk = min(max(ks), logits.size(1))
    batch_size = targets.size(0)
    _, pred = logits.topk(maxk, 1, True, True)
    correct = pred.eq(targets.view(-1, 1).expand_as(pred))
    res = {}
    for k in ks:
        correct_k = correct[:k].reshape(-1).float().sum(0)
        res[k] = (correct_k / batch_size).item()
    return res
