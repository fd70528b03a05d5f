# wrong: probabilities are clipped before the logarithm, as Keras does, so that large logits give too small a loss and no gradient
import torch
import torch.nn.functional as F


def label_smoothing_loss(logits, targets, smoothing=0.1):
    classes = logits.shape[1]
    p = torch.softmax(logits, dim=1)
    p = p.clamp(1e-7, 1 - 1e-7)
    soft = F.one_hot(targets, classes).float() * (1 - smoothing) + smoothing / classes
    return -(soft * p.log()).sum(1).mean()
