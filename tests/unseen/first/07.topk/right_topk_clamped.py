# right: one topk as far as needed, broadcast comparison, sums over columns
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    n, num_classes = logits.shape
    ranking = logits.topk(min(max(ks), num_classes), dim=1).indices
    hits = ranking == targets[:, None]
    return {k: hits[:, :k].sum().item() / n for k in ks}
