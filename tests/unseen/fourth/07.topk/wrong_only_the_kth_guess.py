# wrong: looks at the k-th guess alone, not at the first k
def _topk_accuracies(logits, targets, ks=(1, 5)):
    classes = logits.shape[1]
    ranking = logits.argsort(dim=1, descending=True)
    hits = (ranking == targets[:, None]).float()
    out = {}
    for k in ks:
        out[k] = 1.0 if k > classes else hits[:, k - 1].mean().item()
    return out
