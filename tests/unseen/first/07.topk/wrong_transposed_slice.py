# wrong: After the transpose the rows are the guesses, but it slices columns: the first k samples are counted.
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    n, num_classes = logits.shape
    pred = logits.topk(min(max(ks), num_classes), dim=1).indices.t()
    correct = pred.eq(targets.view(1, -1))
    res = {}
    for k in ks:
        if k >= num_classes:
            res[k] = 1.0
        else:
            res[k] = correct[:, :k].sum().item() / n
    return res
