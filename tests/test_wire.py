"""The only format in which a worker's answers are believed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch._subclasses import FakeTensorMode
from torch.masked import masked_tensor

from autograder.inside import wire


class Lying(torch.Tensor):
    """Says and does what it likes."""

    shape = property(lambda self: torch.Size([9]))  # type: ignore[assignment]
    dtype = property(lambda self: torch.int64)  # type: ignore[assignment]
    detach = contiguous = cpu = numpy = data_ptr = numel = stride = lambda self, *given: 5  # type: ignore[assignment]

    @classmethod
    def __torch_function__(cls, *given: Any, **named: Any) -> Any:
        raise RuntimeError("no")


class Refusing(torch.Tensor):
    """Lets no operation of torch through."""

    @classmethod
    def __torch_dispatch__(cls, *given: Any, **named: Any) -> Any:
        raise RuntimeError("no")


class Elsewhere(torch.Tensor):
    """Holds nothing itself."""

    @staticmethod
    def __new__(cls) -> Elsewhere:
        return torch.Tensor._make_wrapper_subclass(cls, (3,), dtype=torch.float32)

    @classmethod
    def __torch_dispatch__(cls, *given: Any, **named: Any) -> Any:
        return torch.ones(3)


def in_inference_mode(t: torch.Tensor) -> torch.Tensor:
    with torch.inference_mode():
        return t.clone()


def floating(change: Callable[[torch.Tensor], torch.Tensor]) -> Callable[[torch.Tensor], torch.Tensor]:
    return lambda t: change(t) if t.is_floating_point() else t


# Each makes of a tensor another that a student may answer with.
LAYOUTS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "transposed": lambda t: t.transpose(0, -1) if t.dim() else t,
    "every second": lambda t: t[..., ::2] if t.dim() else t,
    "one of a side, steps kept": lambda t: t[..., 1:2] if t.dim() else t,
    "expanded": lambda t: t.unsqueeze(0).expand(3, *t.shape),
    "expanded in the middle": lambda t: t.unsqueeze(-1).expand(*t.shape, 2),
    "unfolded": lambda t: t.unfold(0, 2, 1) if t.dim() and t.shape[0] > 1 else t,
    "channels last": lambda t: t.contiguous(memory_format=torch.channels_last) if t.dim() == 4 else t,
    "empty": lambda t: t[..., :0] if t.dim() else t,
    "one value": lambda t: t.reshape(-1)[0] if t.numel() else t,
    "diagonal": lambda t: t.diagonal() if t.dim() > 1 else t,
    "negated view": lambda t: torch._neg_view(t) if t.dtype != torch.bool else t,
    "imaginary part": floating(
        lambda t: torch.conj(torch.complex(t, t)).imag if t.dtype in (torch.float32, torch.float64) else t
    ),
    "needs a gradient": floating(lambda t: t.detach().clone().requires_grad_()),
    "not a leaf": floating(lambda t: t.detach().clone().requires_grad_() * 2),
    "parameter": floating(lambda t: torch.nn.Parameter(t.detach().clone())),
    "in inference mode": in_inference_mode,
}
CLASSES: tuple[type[torch.Tensor], ...] = (torch.Tensor, Lying, Refusing)


@pytest.mark.parametrize("dtype", wire.DTYPES.values(), ids=str)
@pytest.mark.filterwarnings("ignore")
def test_tensors_come_back_bit_for_bit_however_they_lie_in_memory(dtype: torch.dtype) -> None:
    draw = random.Random(str(dtype))
    torch.manual_seed(0)
    for _ in range(300):
        sent = (torch.randn([draw.randint(1, 4) for _ in range(draw.randint(0, 4))]) * 9).to(dtype)
        names = draw.choices(list(LAYOUTS), k=draw.randint(1, 4))
        for name in names:
            sent = LAYOUTS[name](sent)
        plain = sent.detach().clone()
        if not sent.requires_grad:
            sent = sent.as_subclass(draw.choice(CLASSES))
        received = wire.decode(wire.encode({"t": sent}))["t"]
        assert (received.dtype, received.shape) == (dtype, plain.shape), names
        assert torch.equal(received, plain), names


def test_values_that_are_no_numbers_come_back() -> None:
    sent = torch.tensor([float("nan"), float("inf"), -float("inf"), -0.0])
    received = wire.decode(wire.encode(sent))
    assert received.view(torch.int32).tolist() == sent.view(torch.int32).tolist()


def kept_from(function: Callable[..., Any], *inputs: torch.Tensor) -> torch.Tensor:
    """What a hook may keep inside of a function that `function` changes: its own view of a value."""
    kept: list[torch.Tensor] = []

    def inner(x: torch.Tensor) -> torch.Tensor:
        y = x * 2
        y[:1].mul_(5)
        kept.append(y)
        return (x * x).sum()

    function(inner)(*inputs)
    return kept[0]


@pytest.mark.parametrize("by_example", [False, True])
@pytest.mark.parametrize("function", [torch.func.grad, lambda f: f, torch.func.functionalize])
def test_what_torch_func_wraps_comes_back_as_the_values_of_all_examples(
    function: Any, by_example: bool
) -> None:
    x = torch.arange(6.0).reshape(3, 2)
    kept = kept_from(lambda f: torch.vmap(function(f)) if by_example else function(f), x)
    expected = x * 2
    (expected[:, :1] if by_example else expected[:1]).mul_(5)
    assert wire.decode(wire.encode(kept)).tolist() == expected.tolist()


def test_the_examples_of_nested_vmaps_come_first_from_the_outermost_on() -> None:
    x = torch.arange(24.0).reshape(2, 3, 4)
    nested = kept_from(lambda f: torch.vmap(torch.vmap(f, in_dims=1), in_dims=1), x)  # over 3, then over 4
    expected = (x * 2).permute(1, 2, 0).clone()
    expected[..., :1].mul_(5)
    assert wire.decode(wire.encode(nested)).tolist() == expected.tolist()


def test_modes_that_were_left_on_change_nothing() -> None:
    sent = torch.arange(3.0), torch.empty(0)
    with torch.device("meta"), FakeTensorMode():
        received = wire.decode(wire.encode(sent))
    assert [type(t) for t in received] == [torch.Tensor, torch.Tensor]
    assert received[0].tolist() == [0, 1, 2]
    assert received[1].device.type == "cpu"


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
        *(torch.randn(2, dtype=torch.complex64), torch.conj(torch.randn(2, dtype=torch.complex64))),
    ],
)
def test_anything_else_is_refused_by_the_writer(value: Any) -> None:
    with pytest.raises(wire.WireError):
        wire.encode([value])


def shrunk() -> torch.Tensor:
    tensor = torch.randn(3)
    tensor.untyped_storage().resize_(0)
    return tensor


def fake() -> torch.Tensor:
    with FakeTensorMode():
        return torch.randn(3)


UNREADABLE: dict[str, tuple[Callable[[], torch.Tensor], str]] = {
    "sparse": (lambda: torch.randn(2).to_sparse(), "of layout torch.sparse_coo"),
    "sparse rows": (lambda: torch.randn(2, 2).to_sparse_csr(), "of layout torch.sparse_csr"),
    "opaque": (lambda: torch.randn(2).to_mkldnn(), "of layout torch._mkldnn"),
    "nested": (lambda: torch.nested.nested_tensor([torch.randn(2), torch.randn(3)]), "of layout nested"),
    "jagged": (
        lambda: torch.nested.nested_tensor([torch.randn(2), torch.randn(3)], layout=torch.jagged),
        "of layout torch.jagged",
    ),
    "quantised": (lambda: torch.quantize_per_tensor(torch.randn(2), 0.1, 0, torch.qint8), "of dtype"),
    "float8": (lambda: torch.randn(2).to(torch.float8_e4m3fn), "of dtype"),
    "meta": (lambda: torch.zeros(2, device="meta"), "on the meta device"),
    "masked": (lambda: masked_tensor(torch.randn(2), torch.tensor([True, False])), "without memory"),
    "fake": (fake, "without memory"),
    "of a class that holds nothing": (Elsewhere, "without memory"),
    "shrunk storage": (shrunk, "without memory"),
}


@pytest.mark.parametrize(("make", "reason"), UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.filterwarnings("ignore")
def test_a_tensor_that_is_no_row_of_numbers_is_refused_in_a_sentence(
    make: Callable[[], torch.Tensor], reason: str
) -> None:
    with pytest.raises(wire.WireError, match=rf"^A tensor {reason}.* cannot be used as a result\.$"):
        wire.encode([make()])


def test_depth_and_size_are_bounded_for_the_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    deep: list[Any] = []
    for _ in range(wire.MAX_DEPTH + 2):
        deep = [deep]
    with pytest.raises(wire.WireError, match="nested"):
        wire.encode(deep)
    monkeypatch.setattr(wire, "MAX_BYTES", 1000)
    with pytest.raises(wire.WireError, match="bytes"):
        wire.encode(torch.zeros(1000))


def test_nothing_is_written_that_the_reader_would_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(wire.WireError, match="bytes that are not tensors"):
        wire.encode("x" * 2000, max_header=1000)
    with pytest.raises(wire.WireError, match="too many tensors"):
        wire.encode([torch.zeros(1)] * 20, max_header=1000)
    for size in range(600, 1100, 4):
        monkeypatch.setattr(wire, "MAX_BYTES", 1000)
        try:
            sent = wire.encode(torch.zeros(size, dtype=torch.uint8))
        except wire.WireError:
            continue
        assert len(wire.decode(sent)) == size


def message(value: Any, body: bytes = b"") -> bytes:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return len(text).to_bytes(8, "big") + text + body


def tensors(rows: Any, data: bytes = b"") -> bytes:
    """A message of tensors as the safetensors format describes them."""
    text = rows if isinstance(rows, bytes) else json.dumps(rows).encode()
    return message({"$tensor": 0}, len(text).to_bytes(8, "little") + text + data)


def tensor(data: bytes, dtype: Any = "F32", shape: Any = (2,), name: str = "0", offset: int = 0) -> bytes:
    row = {"dtype": dtype, "shape": shape, "data_offsets": [offset, len(data)]}
    return tensors({name: row}, data)


@pytest.mark.parametrize("change", [lambda t: t, torch._neg_view], ids=["as it is", "negated view"])
def test_an_expanded_tensor_is_measured_before_it_is_copied(change: Any) -> None:
    with pytest.raises(wire.WireError, match="bytes"):
        wire.encode(change(torch.zeros(1)).expand(10**6, 10**6))


def test_many_lists_of_one_list_are_too_many_values() -> None:
    row: list[Any] = [0] * 1000
    with pytest.raises(wire.WireError, match="too many"):
        wire.encode([[row] * 1000] * 1000)


def test_half_characters_become_question_marks() -> None:
    assert wire.decode(wire.encode({"\ud800": "a\udfff"})) == {"?": "a?"}


def test_a_long_list_of_tensors_is_refused() -> None:
    with pytest.raises(wire.WireError, match="too long"):
        wire.decode(tensors(b" " * (wire.MAX_HEADER + 1)))


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
    "no tensors": message({"$tensor": 0}),
    "empty list of tensors": tensors({}),
    "tensors no dict": tensors([]),
    "list of tensors no JSON": tensors(b"{nope"),
    "list of tensors beyond the end": message({"$tensor": 0}, (2**40).to_bytes(8, "little") + b"{}"),
    "half a body": message({"$tensor": 0}, b"\x00" * 5),
    "unknown dtype": tensor(b"\x00" * 8, "object"),
    "dtype of the format that we have not": tensor(b"\x00" * 8, "U32"),
    "complex": tensor(b"\x00" * 16, "C64"),
    "dtype no string": tensor(b"\x00" * 8, ["F32"]),
    "negative shape": tensor(b"\x00" * 8, shape=[-2]),
    "float shape": tensor(b"\x00" * 8, shape=[2.0]),
    "huge shape": tensor(b"\x00" * 8, shape=[2**60, 2**60]),
    "empty tensor of a huge side": tensor(b"", shape=[0, 2**62]),
    "empty tensor of a side beyond 64 bits": tensor(b"", shape=[0, 2**70]),
    "many dimensions": tensor(b"\x00" * 4, shape=[1] * 17),
    "huge integer": message(10**400),
    "too little data": tensor(b"\x00" * 7),
    "too much data": tensor(b"\x00" * 9),
    "data that no tensor is": tensor(b"\x00" * 8) + b"\x00",
    "a gap before the tensor": tensor(b"\x00" * 12, offset=4),
    "tensors that share bytes": tensors(
        {str(n): {"dtype": "U8", "shape": [2], "data_offsets": [n, n + 2]} for n in range(2)}, b"123"
    ),
    "no number": tensor(b"\x00" * 8, name="a"),
    "other number": tensor(b"\x00" * 8, name="1"),
    "no such tensor": message({"$tensor": 3}),
    "negative tensor": message({"$tensor": -1}, tensor(b"\x00" * 8)[20:]),
    "unknown kind": message({"$pickle": "x"}),
    "dict of odd pairs": message({"$dict": [["a"]]}),
    "key no string": message({"$dict": [[1, 2]]}),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_forged_messages_are_refused_by_the_reader(forged: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.decode(forged)


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MAX_VALUES", 100)
    with pytest.raises(wire.WireError, match="too many"):
        wire.decode(message([0] * 200))
    many = {str(n): {"dtype": "U8", "shape": [0], "data_offsets": [0, 0]} for n in range(101)}
    with pytest.raises(wire.WireError, match="too many"):
        wire.decode(tensors(many))


def test_a_bool_is_true_or_false_whatever_its_byte() -> None:
    received = wire.decode(tensor(b"\x02\x00", "BOOL"))
    assert received.tolist() == [True, False]
    assert received.sum() == 1
