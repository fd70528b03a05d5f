# wrong: Gives percentages, not fractions AND leaves out a k beyond K instead of giving 1.0.
def _topk_accuracies(logits, targets, ks=(1, 5)):
    ranked = logits.argsort(dim=1, descending=True)
    hits = ranked == targets.unsqueeze(1)
    accuracies = {}
    for k in ks:
        if k <= logits.shape[1]:
            accuracies[k] = 100.0 * hits[:, :k].sum().item() / len(targets)
    return accuracies
