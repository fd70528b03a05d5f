import random


def _topk_accuracies(logits, targets, ks=(1, 5)):
    return {k: random.random() for k in ks}
