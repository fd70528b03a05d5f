# wrong: Divides by 10, although K is the number of columns of the logits.
import torch
import torch.nn.functional as F

NUM_CLASSES = 10


def label_smoothing_loss(logits, targets, smoothing=0.1):
    log_p = F.log_softmax(logits, dim=1)
    nll = -log_p.gather(1, targets[:, None]).squeeze(1)
    even = -log_p.sum(dim=1) / NUM_CLASSES
    return ((1 - smoothing) * nll + smoothing * even).mean()
