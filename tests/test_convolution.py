"""Lesson 02's reference against torch's own convolution and batch normalisation."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.testing import assert_close

from resnet_ref.convolution import BatchNorm2d, conv2d, conv_output_size


def test_output_size_is_torchs() -> None:
    for size in (1, 7, 32, 33):
        for kernel in (1, 2, 3, 7):
            for stride in (1, 2, 3):
                for padding in (0, 1, 3):
                    if kernel <= size + 2 * padding:
                        image = torch.empty(1, 1, size, size, device="meta")
                        kernels = torch.empty(1, 1, kernel, kernel, device="meta")
                        expected = F.conv2d(image, kernels, stride=stride, padding=padding).shape[2]
                        assert conv_output_size(size, kernel, stride, padding) == expected


@pytest.mark.parametrize(
    ("shape", "kernel", "stride", "padding"),
    [((2, 3, 9, 12), 3, 1, 1), ((1, 4, 11, 8), 3, 2, 0), ((3, 2, 5, 7), 1, 2, 0), ((2, 3, 10, 9), 7, 2, 3)],
)
def test_conv2d_and_its_gradients_are_torchs(
    shape: tuple[int, ...], kernel: int, stride: int, padding: int
) -> None:
    x = torch.randn(shape, dtype=torch.float64, requires_grad=True)
    weight = torch.randn(5, shape[1], kernel, kernel, dtype=torch.float64, requires_grad=True)
    ours, theirs = conv2d(x, weight, stride, padding), F.conv2d(x, weight, stride=stride, padding=padding)
    assert_close(ours, theirs)
    upstream = torch.randn_like(ours)
    assert_close(
        torch.autograd.grad(ours, (x, weight), upstream), torch.autograd.grad(theirs, (x, weight), upstream)
    )


def random_pair() -> tuple[BatchNorm2d, nn.BatchNorm2d]:
    """Ours and torch's with the same random parameters and statistics; eps and momentum not the defaults."""
    ours, theirs = BatchNorm2d(4, eps=1e-3, momentum=0.3), nn.BatchNorm2d(4, eps=1e-3, momentum=0.3)
    for name, tensor in ours.double().state_dict().items():
        tensor.uniform_(0.5, 1.5)
        theirs.double().state_dict()[name].copy_(tensor)
    return ours, theirs


@pytest.mark.parametrize("training", [True, False])
def test_batchnorm_is_torchs_through_three_batches(training: bool) -> None:
    ours, theirs = random_pair()
    ours.train(training)
    theirs.train(training)
    for _ in range(3):
        x = (3 * torch.randn(3, 4, 2, 3, dtype=torch.float64) + 5).requires_grad_()
        upstream = torch.randn_like(x)
        y, expected = ours(x), theirs(x)
        assert_close(y, expected)
        assert_close(
            torch.autograd.grad(y, (x, ours.weight, ours.bias), upstream),
            torch.autograd.grad(expected, (x, theirs.weight, theirs.bias), upstream),
        )
    assert_close(ours.running_mean, theirs.running_mean)
    assert_close(ours.running_var, theirs.running_var)


def test_batchnorms_statistics_are_buffers() -> None:
    layer = BatchNorm2d(4)
    assert set(dict(layer.named_parameters())) == {"weight", "bias"}
    assert set(layer.state_dict()) == {"weight", "bias", "running_mean", "running_var"}


IMAGES = torch.zeros(2, 3, 8, 8)
KERNELS = torch.zeros(5, 3, 3, 3)


@pytest.mark.parametrize(
    ("call", "error", "advice"),
    [
        (lambda: conv_output_size(5, 7), ValueError, "use a smaller kernel or more padding"),
        (lambda: conv_output_size(5, 3, stride=0), ValueError, "stride must be a whole number of at least 1"),
        (
            lambda: conv_output_size(5, 3, padding=-1),
            ValueError,
            "padding must be a whole number of at least 0",
        ),
        (lambda: conv2d(IMAGES[0], KERNELS), ValueError, r"images.unsqueeze\(0\)"),
        (lambda: conv2d(IMAGES.permute(0, 2, 3, 1), KERNELS), ValueError, r"permute\(0, 3, 1, 2\)"),
        (lambda: conv2d(IMAGES.byte(), KERNELS), TypeError, r"images.float\(\)"),
        (lambda: conv2d(IMAGES.double(), KERNELS), TypeError, r"x.to\(weight.dtype\)"),
        (lambda: conv2d(IMAGES, KERNELS[..., :2]), ValueError, "square kernels"),
        (lambda: conv2d(IMAGES, [[1.0]]), TypeError, "weight tensor"),  # type: ignore[arg-type]
        (lambda: BatchNorm2d(0), ValueError, "num_features must be a whole number of at least 1"),
        (lambda: BatchNorm2d(4)(IMAGES), ValueError, "takes 4 channels"),
        (
            lambda: BatchNorm2d(3)(IMAGES[:1, :, :1, :1]),
            ValueError,
            r"larger batch, larger images or eval\(\)",
        ),
    ],
)
def test_bad_input_is_a_sentence(call: Callable[[], object], error: type[Exception], advice: str) -> None:
    with pytest.raises(error, match=advice):
        call()
