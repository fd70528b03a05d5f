# right: plain Python lists and sorted(), one sample after the other
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    counts = {k: 0 for k in ks}
    for scores, target in zip(logits.tolist(), targets.tolist()):
        best_first = sorted(range(len(scores)), key=lambda c: scores[c], reverse=True)
        place = best_first.index(target)
        for k in ks:
            if place < k:
                counts[k] += 1
    return {k: counts[k] / len(targets) for k in ks}
