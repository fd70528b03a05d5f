# right: rows of an identity matrix are mixed with an even distribution and handed to F.cross_entropy as probabilities
import torch
import torch.nn.functional as F


def label_smoothing_loss(logits, targets, smoothing=0.1):
    classes = logits.shape[1]
    sure = torch.eye(classes, dtype=logits.dtype, device=logits.device)
    even = torch.full_like(sure, 1 / classes)
    return F.cross_entropy(logits, torch.lerp(sure, even, smoothing)[targets])
