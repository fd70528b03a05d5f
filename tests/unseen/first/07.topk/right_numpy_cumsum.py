# right: numpy argsort, then the cumulative number of hits by place
import numpy as np
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    scores = logits.detach().double().cpu().numpy()
    truth = targets.detach().cpu().numpy()
    order = np.argsort(-scores, axis=1, kind="stable")
    found = np.cumsum((order == truth[:, None]).sum(axis=0))
    return {k: float(found[min(k, scores.shape[1]) - 1] / len(truth)) for k in ks}
