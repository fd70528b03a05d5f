# right: plain Python lists and sorted, no tensor operations
def _topk_accuracies(logits, targets, ks=(1, 5)):
    hits = dict.fromkeys(ks, 0)
    for row, target in zip(logits.tolist(), targets.tolist()):
        best_first = sorted(range(len(row)), key=row.__getitem__, reverse=True)
        place = best_first.index(target)
        for k in hits:
            hits[k] += place < k
    return {k: count / len(targets) for k, count in hits.items()}
