# wrong: the share is divided by 10, also where there is another number of classes
import torch
import torch.nn.functional as F


NUM_CLASSES = 10


def label_smoothing_loss(logits, targets, smoothing=0.1):
    log_p = F.log_softmax(logits, dim=1)
    true = -log_p.gather(1, targets[:, None])[:, 0]
    everybody = -log_p.sum(dim=1)
    return ((1 - smoothing) * true + smoothing / NUM_CLASSES * everybody).mean()
