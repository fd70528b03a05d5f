# wrong: Takes the largest class number of the batch plus one for K.
import torch.nn.functional as F


def label_smoothing_loss(logits, targets, smoothing=0.1):
    num_classes = int(targets.max()) + 1
    target = F.one_hot(targets).float() * (1 - smoothing) + smoothing / num_classes
    log_p = F.log_softmax(logits, dim=1)[:, :num_classes]
    return -(target * log_p).sum(1).mean()
