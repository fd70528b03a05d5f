# wrong: Passes 0.1 on whatever smoothing is.
import torch
from torch import nn

_criterion = nn.CrossEntropyLoss(label_smoothing=0.1)


def label_smoothing_loss(logits, targets, smoothing=0.1):
    return _criterion(logits, targets)
