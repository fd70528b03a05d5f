"""Which device to compute on: chosen by itself, or by name."""

from __future__ import annotations

import torch

DEVICES = ("cuda", "mps", "cpu")


def choose_device(name: str | None = None) -> torch.device:
    """The device called `name` ("cuda", "cuda:1", "mps", "cpu"), or the fastest one here.

    Raises:
        ValueError: there is no such kind of device, or none of that kind on this machine.
    """
    present = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name is None:
        return torch.device(next(kind for kind in DEVICES if present[kind]))
    kind, colon, index = name.partition(":")
    if kind not in DEVICES or (colon and not (index.isascii() and index.isdecimal())):
        raise ValueError(f"There is no device {name!r}. Known are: {', '.join(DEVICES)}.")
    number = int(index or 0)
    count = torch.cuda.device_count() if kind == "cuda" else int(present[kind])
    if not present[kind] or number >= count:
        usable = ", ".join(k for k in DEVICES if present[k])
        raise ValueError(
            f"This machine has no {name} that torch {torch.__version__} can use. Choose one of {usable}, or "
            "leave the device out to have it chosen."
        )
    return torch.device(name)


def fast_bf16(device: torch.device) -> bool:
    """Whether bfloat16 is faster than float32 there: a processor without the instructions for it computes slower."""
    if device.type == "cpu":
        known = torch.cpu.get_capabilities()
        return bool(known.get("avx512_bf16") or known.get("amx_bf16"))
    return device.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)
