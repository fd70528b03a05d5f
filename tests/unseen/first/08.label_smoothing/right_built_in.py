# right: torch's own cross-entropy with its label_smoothing
import torch.nn.functional as F
from torch import Tensor


def label_smoothing_loss(logits: Tensor, targets: Tensor, smoothing: float = 0.1) -> Tensor:
    return F.cross_entropy(logits, targets, label_smoothing=smoothing)
