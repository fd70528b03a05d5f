"""Checks of what a caller handed in, whose messages say what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import torch


def require_images(images: torch.Tensor, channels: int, who: str) -> None:
    """Raise unless `images` is a floating-point batch [N, channels, H, W].

    Raises:
        TypeError: `images` is no tensor, or holds integers.
        ValueError: it has another number of dimensions or channels.
    """
    if not isinstance(images, torch.Tensor):
        raise TypeError(f"{who} takes a tensor [N, {channels}, H, W], not a {type(images).__name__}.")
    shape = tuple(images.shape)
    if images.dim() == 3 and shape[0] == channels:
        raise ValueError(
            f"{who} takes a batch [N, {channels}, H, W], and this is one image {shape}: "
            "add a batch dimension with images.unsqueeze(0)."
        )
    if images.dim() != 4:
        raise ValueError(f"{who} takes a batch [N, {channels}, H, W], and this is {shape}.")
    if shape[1] != channels:
        advice = (
            " It looks like [N, H, W, C]: use images.permute(0, 3, 1, 2)." if shape[3] == channels else ""
        )
        raise ValueError(f"{who} takes {channels} channels, and this batch {shape} has {shape[1]}.{advice}")
    if not images.is_floating_point():
        raise TypeError(
            f"{who} takes floating-point images, and these are {images.dtype}: "
            "convert them with images.float() / 255 and normalise them."
        )


def require_positive(**values: int) -> None:
    """Raise ValueError naming the first of `values` that is no int above zero; a bool is none."""
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise ValueError(f"{name} must be a whole number of at least 1, and this is {value!r}.")


def one_of(what: str, value: object, known: Iterable[object]) -> str:
    """A sentence saying that `value` is no known `what`, with the nearest names if any."""
    names = [str(name) for name in known]
    near = difflib.get_close_matches(str(value), names, n=3, cutoff=0.5)
    listed = near or names[:12]
    more = "" if near or len(names) <= len(listed) else f" and {len(names) - len(listed)} more"
    return (
        f"There is no {what} {value!r}. {'Did you mean' if near else 'Known are'}: {', '.join(listed)}{more}."
    )
