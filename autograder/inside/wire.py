"""Observations as bytes: nested dicts and lists of tensors, numbers and strings, never pickle.

A message is the length of a JSON text (8 bytes, big endian), the text, and the tensors in the safetensors format,
named by their numbers; where there are none, nothing. The reader believes nothing: kinds, dtypes, sizes, counts and
depth are checked against the limits before a tensor is made.
"""

from __future__ import annotations

import json
import math
from typing import Any

import torch
from safetensors import SafetensorError, TensorSpec, deserialize, serialize
from torch._C import _functorch as functorch

from .text_repair import without_surrogates

GREETING = b"ready"  # a worker's first bytes, before any code of a submission has run
MAX_BYTES = 64 * 2**20
MAX_HEADER = 8 * 2**20  # bytes of an answer that are not tensors; parsed, they take twenty times as much
MAX_VALUES = 200_000
MAX_DEPTH = 24
MAX_DIMENSIONS = 16
MAX_INTEGER = 2**63  # beyond it, comparing with a float raises

DTYPES = {  # by their names in the format
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}
_WRITTEN = {dtype: str(dtype).removeprefix("torch.") for dtype in DTYPES.values()}
_BASE: Any = torch._C.TensorBase  # its methods cannot be overridden


class WireError(ValueError):
    """A message that breaks the format or its limits."""


def encode(value: Any, max_header: int = MAX_BYTES) -> bytes:
    """Bytes of `value`; raises WireError where it holds anything but what the format knows.

    Args:
        value: what is sent.
        max_header: the reader's, for what is not a tensor's values.
    """
    tensors: list[torch.Tensor] = []
    # A tensor's class may say of itself and do what it likes, and so may a mode of torch that was left on.
    with torch._C.DisableTorchFunction(), torch._C._DisableTorchDispatch():
        text = json.dumps(_plain(value, tensors, 0, [0])).encode()
        if len(text) > max_header:
            raise WireError(f"The result is too large: {len(text):,} bytes that are not tensors.")
        # Before copying: a tensor of one value can be expanded to any size.
        _check_size(8 + len(text) + sum(t.numel() * t.element_size() for t in tensors))
        body = _body(tensors)
    if _described(body) > max_header:
        raise WireError("The result holds too many tensors.")
    _check_size(8 + len(text) + len(body))
    return b"".join([len(text).to_bytes(8, "big"), text, body])


def decode(message: bytes, max_header: int = MAX_HEADER) -> Any:
    """The value in `message`; raises WireError where the message breaks the format."""
    if not 8 <= len(message) <= MAX_BYTES:
        raise WireError(f"A message of {len(message):,} bytes is outside the limits.")
    length = int.from_bytes(message[:8], "big")
    if length > min(len(message) - 8, max_header):
        raise WireError("The message ends inside its header, or the header is too long.")
    try:
        value = json.loads(message[8 : 8 + length])
    except (ValueError, RecursionError) as error:
        raise WireError(f"The header is not JSON: {error}") from None
    with torch._C.DisableTorchFunction(), torch._C._DisableTorchDispatch():
        return _value(value, _tensors(message[8 + length :], max_header), 0, [0])


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        raise WireError(f"The result takes {size:,} bytes; at most {MAX_BYTES:,} are allowed.")


def _described(body: bytes) -> int:
    """How many bytes say what tensors follow."""
    return int.from_bytes(body[:8], "little")


def _plain(value: Any, tensors: list[torch.Tensor], depth: int, seen: list[int]) -> Any:
    seen[0] += 1
    if depth > MAX_DEPTH or seen[0] > MAX_VALUES:
        raise WireError(f"The result is nested more than {MAX_DEPTH} levels deep, or holds too many values.")
    if value is None or isinstance(value, bool | str | float):
        return value
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise WireError("The result holds a whole number of more than 64 bits.")
        return value
    if isinstance(value, torch.Tensor):
        tensors.append(_bare(value))
        return {"$tensor": len(tensors) - 1}
    if isinstance(value, dict):
        return {"$dict": [[str(key), _plain(item, tensors, depth + 1, seen)] for key, item in value.items()]}
    if isinstance(value, list | tuple):
        return [_plain(item, tensors, depth + 1, seen) for item in value]
    raise WireError(f"A result may hold tensors, numbers and strings, but not a {type(value).__name__}.")


def _bare(tensor: torch.Tensor) -> torch.Tensor:
    """What the tensor holds, without its class; nothing is copied."""
    if functorch.is_functorch_wrapped_tensor(tensor):
        tensor = _unwrapped(tensor)
    if reason := _unreadable(tensor):
        raise WireError(f"A tensor {reason} cannot be used as a result.")
    bare = _BASE.detach(tensor)
    return bare if type(bare) is torch.Tensor else _BASE.as_subclass(bare, torch.Tensor)


def _unreadable(tensor: torch.Tensor) -> str:
    """What keeps a tensor from being read as a row of numbers."""
    dtype, layout = _BASE.dtype.__get__(tensor), _BASE.layout.__get__(tensor)
    if _BASE.is_meta.__get__(tensor):
        return "on the meta device"
    if dtype not in _WRITTEN:
        return f"of dtype {dtype}"
    if layout != torch.strided or _BASE.is_nested.__get__(tensor):
        return f"of layout {'nested' if layout == torch.strided else layout}"
    if torch._is_zerotensor(tensor) or not _BASE.numel(tensor):
        return ""
    steps = zip(_BASE.shape.__get__(tensor), _BASE.stride(tensor), strict=True)
    values = _BASE.storage_offset(tensor) + sum((size - 1) * step for size, step in steps) + 1
    held = torch.Tensor.untyped_storage(tensor).nbytes()
    # Masked tensors and others that are written in Python hold theirs elsewhere; a storage may have been shrunk.
    if _BASE.data_ptr(tensor) == 0 or values * dtype.itemsize > held:
        return "without memory of its own"
    return ""


def _unwrapped(tensor: torch.Tensor) -> torch.Tensor:
    """The values behind what torch.func's functions see; all examples of a vmap, which come first, outer ones before.

    A hook or a list can keep such a tensor until after its function has ended, when torch does nothing with it.
    """
    batched = []
    while functorch.is_functorch_wrapped_tensor(tensor):
        if torch._is_functional_tensor(tensor):
            torch._sync(tensor)  # type: ignore[attr-defined]
        if (dimension := functorch.maybe_get_bdim(tensor)) >= 0:
            batched.append(dimension)
        tensor = functorch.get_unwrapped(tensor)
    for place, dimension in enumerate(reversed(batched)):
        tensor = torch.Tensor.movedim(tensor, place + dimension, place)
    return tensor


def _body(tensors: list[torch.Tensor]) -> bytes:
    if not tensors:
        return b""
    dense = [_dense(tensor) for tensor in tensors]  # serialize reads their memory, so they must outlive it
    specs = {
        str(number): TensorSpec(
            dtype=_WRITTEN[tensor.dtype],
            shape=list(tensor.shape),
            data_ptr=tensor.data_ptr(),
            data_len=tensor.numel() * tensor.element_size(),
        )
        for number, tensor in enumerate(dense)
    }
    return serialize(specs)


def _dense(tensor: torch.Tensor) -> torch.Tensor:
    """The values one after the other in memory, whatever the strides were."""
    dense = tensor.cpu().resolve_neg().contiguous()
    return dense.clone() if torch._is_zerotensor(dense) else dense


def _tensors(body: bytes, max_header: int) -> list[torch.Tensor]:
    """The tensors by their numbers; that they fill the body without gaps is checked by the library."""
    if not body:
        return []
    if _described(body) > max_header:
        raise WireError("The list of tensors is too long.")
    try:
        rows = dict(deserialize(body))
    except (SafetensorError, OverflowError) as error:
        raise WireError(f"The tensors cannot be read: {error}") from None
    if len(rows) > MAX_VALUES or not all(str(number) in rows for number in range(len(rows))):
        raise WireError("The tensors are too many, or not numbered in order.")
    return [_tensor(**rows[str(number)]) for number in range(len(rows))]


def _tensor(dtype: str, shape: list[int], data: bytearray) -> torch.Tensor:
    if dtype not in DTYPES:
        raise WireError(f"Unknown dtype {dtype!r}.")
    # An empty tensor's other sides have a limit too.
    if len(shape) > MAX_DIMENSIONS or math.prod(max(side, 1) for side in shape) > MAX_BYTES:
        raise WireError(f"Unusable shape {shape!r}.")
    if not data:
        return torch.empty(shape, dtype=DTYPES[dtype], device="cpu")
    if dtype == "BOOL":  # a byte other than 0 and 1 makes a bool that is neither
        return torch.frombuffer(data, dtype=torch.uint8).ne(0).reshape(shape)
    return torch.frombuffer(data, dtype=DTYPES[dtype]).reshape(shape)


def _value(value: Any, tensors: list[torch.Tensor], depth: int, seen: list[int]) -> Any:
    seen[0] += 1
    if depth > MAX_DEPTH or seen[0] > MAX_VALUES:
        raise WireError("The answer is nested too deep or holds too many values.")
    if isinstance(value, str):  # halves of a character would break whoever writes them to a file
        return without_surrogates(value)
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
        return {without_surrogates(key): _value(item, tensors, depth + 1, seen) for key, item in pairs}
    raise WireError("The header holds a value of an unknown kind.")
