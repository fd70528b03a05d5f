# right: a loss module of one's own; log-softmax by hand with the maximum taken off
import torch
from torch import nn


class SmoothedCrossEntropy(nn.Module):
    def __init__(self, smoothing):
        super().__init__()
        self.smoothing = smoothing

    def forward(self, logits, targets):
        shifted = logits - logits.detach().max(dim=1, keepdim=True).values
        log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
        rows = torch.arange(logits.shape[0], device=logits.device)
        own = log_p[rows, targets]
        return -(own + self.smoothing * (log_p.mean(dim=1) - own)).mean()


def label_smoothing_loss(logits, targets, smoothing=0.1):
    return SmoothedCrossEntropy(smoothing)(logits, targets)
