# wrong: a k beyond the number of classes is missing from the dict
def _topk_accuracies(logits, targets, ks=(1, 5)):
    num_classes = logits.size(1)
    ks = [k for k in ks if k <= num_classes]
    order = logits.argsort(dim=1, descending=True)
    hits = order == targets.unsqueeze(1)
    return {k: hits[:, :k].sum().item() / len(targets) for k in ks}
