"""The only format in which a worker's answers are believed."""

from __future__ import annotations

import json
from typing import Any

import pytest
import torch

from autograder.inside import wire

DTYPES = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.uint8, torch.bool]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_tensors_come_back_bit_for_bit(dtype: torch.dtype) -> None:
    sent = (torch.randn(3, 4, 5) * 9).to(dtype).transpose(0, 2)
    received = wire.decode(wire.encode({"t": sent}))["t"]
    assert received.dtype is dtype
    assert torch.equal(received, sent)


def test_structure_comes_back() -> None:
    sent = {
        "a": [1, 2.5, None, True, "text"],
        "b": {"$tensor": 0},
        "empty": torch.empty(0, 3),
        "scalar": torch.tensor(7),
    }
    received = wire.decode(wire.encode(sent))
    assert received["a"] == sent["a"]
    assert received["b"] == {"$tensor": 0}
    assert received["empty"].shape == (0, 3)
    assert received["scalar"] == 7


@pytest.mark.parametrize(
    "value",
    [
        *(object(), {1, 2}, b"bytes", print, 10**400),
        *(torch.randn(2).to_sparse(), torch.randn(2, dtype=torch.complex64), torch.zeros(2, device="meta")),
    ],
)
def test_anything_else_is_refused_by_the_writer(value: Any) -> None:
    with pytest.raises(wire.WireError):
        wire.encode([value])


def test_depth_and_size_are_bounded_for_the_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    deep: list[Any] = []
    for _ in range(wire.MAX_DEPTH + 2):
        deep = [deep]
    with pytest.raises(wire.WireError, match="nested"):
        wire.encode(deep)
    monkeypatch.setattr(wire, "MAX_BYTES", 1000)
    with pytest.raises(wire.WireError, match="bytes"):
        wire.encode(torch.zeros(1000))


def message(header: Any, body: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "big") + text + body


def tensor(dtype: Any = "float32", shape: Any = (2,)) -> dict[str, Any]:
    return {"value": {"$tensor": 0}, "tensors": [{"dtype": dtype, "shape": shape}]}


def test_an_expanded_tensor_is_measured_before_it_is_copied() -> None:
    with pytest.raises(wire.WireError, match="bytes"):
        wire.encode(torch.zeros(1).expand(10**6, 10**6))


def test_many_lists_of_one_list_are_too_many_values() -> None:
    row: list[Any] = [0] * 1000
    with pytest.raises(wire.WireError, match="too many"):
        wire.encode([[row] * 1000] * 1000)


def test_a_tensor_is_what_it_holds_and_not_what_its_class_says() -> None:
    class Lying(torch.Tensor):
        shape = property(lambda self: torch.Size([9]))  # type: ignore[assignment]
        dtype = property(lambda self: torch.int64)  # type: ignore[assignment]

    received = wire.decode(wire.encode(torch.ones(2).as_subclass(Lying)))
    assert (received.dtype, received.tolist()) == (torch.float32, [1.0, 1.0])


def test_half_characters_become_question_marks() -> None:
    assert wire.decode(wire.encode({"\ud800": "a\udfff"})) == {"?": "a?"}


def test_a_long_header_is_refused_unless_it_is_asked_for() -> None:
    long = wire.encode("x" * (wire.MAX_HEADER + 1))
    with pytest.raises(wire.WireError, match="too long"):
        wire.decode(long)
    assert len(wire.decode(long, wire.MAX_BYTES)) == wire.MAX_HEADER + 1


FORGED = {
    "empty": b"",
    "short": b"\x00" * 7,
    "header beyond the end": (2**40).to_bytes(8, "big") + b"{}",
    "not JSON": message(b"{nope"),
    "deep JSON": message(b"[" * 100_000),
    "no tensors": message({"value": 1}),
    "more keys": message({"value": 1, "tensors": [], "code": "x"}),
    "tensors no list": message({"value": 1, "tensors": {}}),
    "unknown dtype": message(tensor("object"), b"\x00" * 8),
    "dtype no string": message(tensor(["float32"]), b"\x00" * 8),
    "negative shape": message(tensor(shape=[-2]), b"\x00" * 8),
    "float shape": message(tensor(shape=[2.0]), b"\x00" * 8),
    "huge shape": message(tensor(shape=[2**60, 2**60]), b"\x00" * 8),
    "empty tensor of a huge side": message(tensor(shape=[0, 2**70])),
    "huge integer": message({"value": 10**400, "tensors": []}),
    "too little data": message(tensor(), b"\x00" * 7),
    "too much data": message(tensor(), b"\x00" * 9),
    "no such tensor": message({"value": {"$tensor": 3}, "tensors": []}),
    "negative tensor": message(
        {"value": {"$tensor": -1}, "tensors": [{"dtype": "int8", "shape": [1]}]}, b"\x00"
    ),
    "unknown kind": message({"value": {"$pickle": "x"}, "tensors": []}),
    "dict of odd pairs": message({"value": {"$dict": [["a"]]}, "tensors": []}),
    "key no string": message({"value": {"$dict": [[1, 2]]}, "tensors": []}),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_forged_messages_are_refused_by_the_reader(forged: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.decode(forged)


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MAX_VALUES", 100)
    with pytest.raises(wire.WireError, match="too many"):
        wire.decode(message({"value": [0] * 200, "tensors": []}))


def test_a_bool_is_true_or_false_whatever_its_byte() -> None:
    received = wire.decode(message(tensor("bool"), b"\x02\x00"))
    assert received.tolist() == [True, False]
    assert received.sum() == 1
