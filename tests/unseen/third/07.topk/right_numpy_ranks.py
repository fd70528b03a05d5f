# right: in numpy: the target's rank is the number of higher logits; no special case for a large k
import numpy as np
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    scores = logits.detach().cpu().float().numpy()
    answers = targets.cpu().numpy()
    own = np.take_along_axis(scores, answers[:, None], axis=1)
    ranks = np.count_nonzero(scores > own, axis=1)
    return {k: float(np.mean(ranks < k)) for k in ks}
