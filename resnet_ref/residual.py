"""Two equal blocks, one with and one without a shortcut, and a look at their gradients (lesson 03).

He et al. 2015, "Deep Residual Learning for Image Recognition", section 3, figure 5, left; arXiv:1512.03385.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from resnet_ref.shapes import require_images, require_positive


class PlainBlock(nn.Module):
    """3x3 convolution, BatchNorm, ReLU, 3x3 convolution, BatchNorm, ReLU.

    Shapes: [N, channels, H, W] -> the same.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        require_positive(channels=channels)
        self.conv1 = nn.Conv2d(channels, channels, kernel_size=3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.relu = nn.ReLU(inplace=True)

    def branch(self, x: torch.Tensor) -> torch.Tensor:
        """Everything up to the second BatchNorm: what is added to the input where there is a shortcut."""
        require_images(x, self.conv1.in_channels, type(self).__name__)
        return self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.relu(self.branch(x))


class ResidualBlock(PlainBlock):
    """A PlainBlock that adds its input before the last ReLU.

    Shapes: [N, channels, H, W] -> the same.
    """

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.relu(self.branch(x) + x)


def gradient_norms(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> dict[str, float]:
    """How strongly one batch pulls at each convolution: L2 norm of the mean cross-entropy's gradient.

    The model runs in the mode it is in, and in train mode its BatchNorm statistics move by one batch.
    Every `.grad` is left as it is.

    Shapes: images [N, C, H, W], labels int64 [N]; `model` gives logits [N, K].

    Returns:
        Name of each convolution's weight -> norm, in the model's own order. Frozen weights are left out.
    """
    # No other layer of an image network has a four-dimensional parameter.
    weights = {name: p for name, p in model.named_parameters() if p.dim() == 4 and p.requires_grad}
    loss = F.cross_entropy(model(images), labels)
    if not weights:  # autograd takes no empty list
        return {}
    gradients = torch.autograd.grad(loss, list(weights.values()), materialize_grads=True)
    return {name: gradient.norm().item() for name, gradient in zip(weights, gradients, strict=True)}
