# wrong: The keys are strings like "top1" instead of the numbers k AND a k beyond K is left out of the dict.
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    metrics = {}
    for k in ks:
        if k > logits.shape[1]:
            continue
        top = logits.topk(k, dim=1)[1]
        metrics[f"top{k}"] = (top == targets.unsqueeze(1)).any(dim=1).float().mean().item()
    return metrics
