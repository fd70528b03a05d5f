# wrong: Takes the log of the softmax plus 1e-8, so a hopeless class costs 18 at most.
import torch


def label_smoothing_loss(logits, targets, smoothing=0.1):
    log_p = torch.log(torch.softmax(logits, dim=1) + 1e-8)
    true_part = -log_p.gather(1, targets[:, None]).squeeze(1)
    even_part = -log_p.mean(dim=1)
    return ((1 - smoothing) * true_part + smoothing * even_part).mean()
