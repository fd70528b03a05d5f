# wrong: Gives the KL divergence, not the cross-entropy: the target's entropy is missing.
import torch.nn.functional as F


def label_smoothing_loss(logits, targets, smoothing=0.1):
    num_classes = logits.size(1)
    one_hot = F.one_hot(targets, num_classes).to(logits.dtype)
    soft_targets = one_hot * (1 - smoothing) + smoothing / num_classes
    return F.kl_div(F.log_softmax(logits, dim=1), soft_targets, reduction="batchmean")
