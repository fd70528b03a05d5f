"""Observations as bytes: nested dicts and lists of tensors, numbers and strings, never pickle.

A message is the length of a JSON header (8 bytes, big endian), the header, and the tensors' raw bytes in order. The
reader believes nothing: kinds, dtypes, sizes, counts and depth are checked against the limits before anything is
copied.
"""

from __future__ import annotations

import json
import math
from typing import Any

import torch

GREETING = b"ready"  # a worker's first bytes, before any code of a submission has run
MAX_BYTES = 64 * 2**20
MAX_HEADER = 8 * 2**20  # bytes of an answer that are not tensors; parsed, they take twenty times as much
MAX_VALUES = 200_000
MAX_DEPTH = 24
MAX_INTEGER = 2**63  # beyond it, comparing with a float raises

DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.float64,
        torch.float32,
        torch.float16,
        torch.bfloat16,
        torch.int64,
        torch.int32,
        torch.int16,
        torch.int8,
        torch.uint8,
        torch.bool,
    )
}


class WireError(ValueError):
    """A message that breaks the format or its limits."""


def encode(value: Any) -> bytes:
    """Bytes of `value`; raises WireError where it holds anything but what the format knows."""
    tensors: list[torch.Tensor] = []
    header = {"value": _plain(value, tensors, 0, [0]), "tensors": [_description(t) for t in tensors]}
    text = json.dumps(header).encode()
    size = 8 + len(text) + sum(t.numel() * t.element_size() for t in tensors)
    if size > MAX_BYTES:  # before copying: a tensor of one value can be expanded to any size
        raise WireError(f"The answer takes {size:,} bytes; at most {MAX_BYTES:,} are allowed.")
    return b"".join([len(text).to_bytes(8, "big"), text, *map(_raw, tensors)])


def decode(message: bytes, max_header: int = MAX_HEADER) -> Any:
    """The value in `message`; raises WireError where the message breaks the format."""
    if not 8 <= len(message) <= MAX_BYTES:
        raise WireError(f"A message of {len(message):,} bytes is outside the limits.")
    length = int.from_bytes(message[:8], "big")
    if length > min(len(message) - 8, max_header):
        raise WireError("The message ends inside its header, or the header is too long.")
    try:
        header = json.loads(message[8 : 8 + length])
    except (ValueError, RecursionError) as error:
        raise WireError(f"The header is not JSON: {error}") from None
    if not isinstance(header, dict) or set(header) != {"value", "tensors"}:
        raise WireError("The header must hold a value and its tensors.")
    tensors = _tensors(header["tensors"], memoryview(message)[8 + length :])
    return _value(header["value"], tensors, 0, [0])


def _plain(value: Any, tensors: list[torch.Tensor], depth: int, seen: list[int]) -> Any:
    seen[0] += 1
    if depth > MAX_DEPTH or seen[0] > MAX_VALUES:
        raise WireError(f"The answer is nested more than {MAX_DEPTH} deep, or holds too many values.")
    if value is None or isinstance(value, bool | str | float):
        return value
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise WireError("The answer holds a whole number of more than 64 bits.")
        return value
    if isinstance(value, torch.Tensor):
        tensors.append(_bare(value))
        return {"$tensor": len(tensors) - 1}
    if isinstance(value, dict):
        return {"$dict": [[str(key), _plain(item, tensors, depth + 1, seen)] for key, item in value.items()]}
    if isinstance(value, list | tuple):
        return [_plain(item, tensors, depth + 1, seen) for item in value]
    raise WireError(f"An answer holds tensors, numbers and strings, not a {type(value).__name__}.")


def _bare(tensor: torch.Tensor) -> torch.Tensor:
    """The tensor without its class, which may say of itself what it likes."""
    with torch._C.DisableTorchFunctionSubclass():
        try:
            bare = torch.Tensor.as_subclass(torch.Tensor.detach(tensor), torch.Tensor)
        except (RuntimeError, TypeError) as error:  # no plain memory behind it: sparse, quantised, nested
            raise WireError(f"A tensor of this kind cannot be answered with: {error}") from None
    if str(bare.dtype).removeprefix("torch.") not in DTYPES or bare.layout != torch.strided or bare.is_meta:
        what = "on no device" if bare.is_meta else f"of dtype {bare.dtype} and layout {bare.layout}"
        raise WireError(f"A tensor {what} cannot be answered with.")
    return bare


def _description(tensor: torch.Tensor) -> dict[str, Any]:
    return {"dtype": str(tensor.dtype).removeprefix("torch."), "shape": list(tensor.shape)}


def _raw(tensor: torch.Tensor) -> bytes:
    plain = tensor.cpu().contiguous().reshape(-1)
    return plain.view(torch.uint8).numpy().tobytes() if plain.numel() else b""


def _tensors(descriptions: Any, body: memoryview) -> list[torch.Tensor]:
    if not isinstance(descriptions, list) or len(descriptions) > MAX_VALUES:
        raise WireError("The list of tensors is missing or too long.")
    tensors, start = [], 0
    for description in descriptions:
        if not isinstance(description, dict) or set(description) != {"dtype", "shape"}:
            raise WireError("A tensor is described by its dtype and shape.")
        dtype, shape = description["dtype"], description["shape"]
        if not isinstance(dtype, str) or dtype not in DTYPES:
            raise WireError(f"Unknown dtype {dtype!r}.")
        if not isinstance(shape, list) or len(shape) > 16 or any(type(n) is not int or n < 0 for n in shape):
            raise WireError(f"Unusable shape {shape!r}.")
        stop = start + math.prod(shape) * DTYPES[dtype].itemsize
        if math.prod(max(n, 1) for n in shape) > MAX_BYTES:  # an empty tensor's other sides have a limit too
            raise WireError(f"Unusable shape {shape!r}.")
        if stop > len(body):
            raise WireError("The message ends inside a tensor.")
        tensors.append(_tensor(body[start:stop], DTYPES[dtype], shape))
        start = stop
    if start != len(body):
        raise WireError("The message goes on after its last tensor.")
    return tensors


def _tensor(raw: memoryview, dtype: torch.dtype, shape: list[int]) -> torch.Tensor:
    if not len(raw):
        return torch.empty(shape, dtype=dtype)
    if dtype == torch.bool:  # a byte other than 0 and 1 makes a bool that is neither
        return torch.frombuffer(bytearray(raw), dtype=torch.uint8).ne(0).reshape(shape)
    return torch.frombuffer(bytearray(raw), dtype=dtype).reshape(shape)


def _value(value: Any, tensors: list[torch.Tensor], depth: int, seen: list[int]) -> Any:
    seen[0] += 1
    if depth > MAX_DEPTH or seen[0] > MAX_VALUES:
        raise WireError("The answer is nested too deep or holds too many values.")
    if isinstance(value, str):  # halves of a character would break whoever writes them to a file
        return value.encode(errors="replace").decode()
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise WireError("A whole number of more than 64 bits.")
        return value
    if isinstance(value, list):
        return [_value(item, tensors, depth + 1, seen) for item in value]
    if isinstance(value, dict) and list(value) == ["$tensor"]:
        index = value["$tensor"]
        if type(index) is not int or not 0 <= index < len(tensors):
            raise WireError(f"There is no tensor {index!r}.")
        return tensors[index]
    if isinstance(value, dict) and list(value) == ["$dict"] and isinstance(value["$dict"], list):
        pairs = value["$dict"]
        if any(not isinstance(p, list) or len(p) != 2 or not isinstance(p[0], str) for p in pairs):
            raise WireError("A dict is a list of [key, value] pairs.")
        return {
            key.encode(errors="replace").decode(): _value(item, tensors, depth + 1, seen)
            for key, item in pairs
        }
    raise WireError("The header holds a value of an unknown kind.")
