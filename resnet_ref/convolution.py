"""Convolution and batch normalisation, written out (lesson 02).

Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning", arXiv:1603.07285;
Ioffe and Szegedy 2015, "Batch Normalization", arXiv:1502.03167, algorithm 1.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from resnet_ref.shapes import require_images, require_positive


def conv_output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """Height or width, in pixels, of what a convolution or a pooling gives for an input of `size` pixels.

    Raises:
        ValueError: a size below one, a negative padding, or a kernel that does not fit in the padded input.
    """
    require_positive(size=size, kernel=kernel, stride=stride)
    if isinstance(padding, bool) or not isinstance(padding, int) or padding < 0:
        raise ValueError(f"padding must be a whole number of at least 0, and this is {padding!r}.")
    if kernel > size + 2 * padding:
        raise ValueError(
            f"A kernel of {kernel} does not fit in {size} pixels padded by {padding} on both sides: "
            "use a smaller kernel or more padding."
        )
    return (size + 2 * padding - kernel) // stride + 1


def conv2d(x: torch.Tensor, weight: torch.Tensor, stride: int = 1, padding: int = 0) -> torch.Tensor:
    """Cross-correlation with square kernels and zero padding, no bias.

    Shapes: x [N, C, H, W], weight [K, C, k, k] -> [N, K, H', W'], H' and W' by `conv_output_size`; gradients
    flow to both.

    Raises:
        TypeError: `x` or `weight` is no floating-point tensor, or their types differ.
        ValueError: shapes, stride or padding do not fit together.
    """
    if not isinstance(weight, torch.Tensor):
        raise TypeError(f"conv2d takes a weight tensor [K, C, k, k], not a {type(weight).__name__}.")
    if weight.dim() != 4 or weight.shape[2] != weight.shape[3]:
        raise ValueError(
            f"conv2d takes a weight [K, C, k, k] of square kernels, and this is {tuple(weight.shape)}."
        )
    channels, kernel = weight.shape[1:3]
    require_images(x, channels, "conv2d")
    if x.dtype != weight.dtype:
        raise TypeError(f"x is {x.dtype} and weight is {weight.dtype}: convert one with x.to(weight.dtype).")
    height, width = (conv_output_size(size, kernel, stride, padding) for size in x.shape[2:])
    # A column is one patch, in the order of one kernel's weights, so a single matrix product convolves.
    patches = F.unfold(x, kernel, padding=padding, stride=stride)  # [N, C*k*k, H'*W']
    return (weight.flatten(1) @ patches).unflatten(2, (height, width))


class BatchNorm2d(nn.Module):
    """Normalise each channel over the batch and all pixels, then scale by `weight` and shift by `bias`.

    In train mode with the batch's own mean and variance, of which `running_mean` and `running_var` keep an
    exponential average; in eval mode with those averages.

    Shapes: [N, num_features, H, W] -> the same.

    Args:
        num_features: channels of the input.
        eps: added to the variance, so that a constant channel does not divide by zero.
        momentum: share of the newest batch in the running statistics.

    Raises:
        ValueError: in train mode, one value per channel, which has no variance.
    """

    running_mean: torch.Tensor
    running_var: torch.Tensor

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        super().__init__()
        require_positive(num_features=num_features)
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        # Buffers are saved and moved with the model, and no optimiser touches them.
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        require_images(x, self.num_features, "BatchNorm2d")
        if self.training:
            mean, var = x.mean(dim=(0, 2, 3)), x.var(dim=(0, 2, 3), correction=0)
            self._track(mean.detach(), var.detach(), count=x.numel() // self.num_features)
        else:
            mean, var = self.running_mean, self.running_var
        scale = self.weight / (var + self.eps).sqrt()
        return (x - mean[:, None, None]) * scale[:, None, None] + self.bias[:, None, None]

    def _track(self, mean: torch.Tensor, var: torch.Tensor, count: int) -> None:
        if count < 2:
            raise ValueError(
                f"BatchNorm2d in train mode needs two values per channel to take a variance, not {count}: "
                "use a larger batch, larger images or eval()."
            )
        # The batch is normalised by its own, biased variance; an estimate for other images must be unbiased.
        self.running_mean.lerp_(mean, self.momentum)
        self.running_var.lerp_(var * count / (count - 1), self.momentum)
