# wrong: takes the mean over all N*k guesses and not over the N samples
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    accuracies = {}
    for k in ks:
        if k >= logits.shape[1]:
            accuracies[k] = 1.0
            continue
        _, predicted = torch.topk(logits, k, dim=1)
        correct = predicted.eq(targets.unsqueeze(1))
        accuracies[k] = correct.float().mean().item()
    return accuracies
