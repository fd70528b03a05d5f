# right: a table of soft targets, scatter_ and einsum
import torch


def label_smoothing_loss(logits, targets, smoothing=0.1):
    n, k = logits.shape
    soft = torch.zeros_like(logits, requires_grad=False).scatter_(1, targets.view(-1, 1), 1.0 - smoothing)
    soft = soft + smoothing / k
    return -torch.einsum("nk,nk->", soft, torch.log_softmax(logits, -1)) / n
