# wrong: Makes a new tensor of the number, through which no gradient flows.
import torch
import torch.nn.functional as F


def label_smoothing_loss(logits, targets, smoothing=0.1):
    losses = []
    for row, target in zip(F.log_softmax(logits, dim=1), targets):
        loss = -(1 - smoothing) * row[target] - smoothing * row.mean()
        losses.append(loss.item())
    return torch.tensor(sum(losses) / len(losses), requires_grad=True)
