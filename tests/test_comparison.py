"""Two observations are the same, or a sentence says where and by how much they differ."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch

from autograder.comparing.comparison import difference, same

BASE = torch.linspace(-3, 3, 24).reshape(2, 3, 4)

ALIKE: list[tuple[Any, Any]] = [
    (BASE, BASE.double()),
    (BASE + 1e-6, BASE),
    ((1, 2), [1, 2]),
    (1, 1.0),
    ({"a": BASE, "trace": 1}, {"a": BASE, "trace": 2}),
    (float("nan"), float("nan")),
    (torch.empty(0, 3), torch.empty(0, 3)),
    (None, None),
]

DIFFERENT: list[tuple[Any, Any, str]] = [
    (BASE + 0.01, BASE, "values differ"),
    (BASE.reshape(3, 2, 4), BASE, "shape (3, 2, 4), expected (2, 3, 4)"),
    (BASE[None], BASE, "shape"),
    (torch.full_like(BASE, float("nan")), BASE, "not a number"),
    (torch.full_like(BASE, float("inf")), BASE, "infinite"),
    ([1, 2], [1, 2, 3], "expected [1, 2, 3]"),
    ({"a": 1}, {"a": 1, "b": 2}, "no 'b'"),
    ({"a": 1, "c": 1}, {"a": 1}, "also has 'c'"),
    (2, 1, "yours is 2, expected 1"),
    ("x", "y", "yours is 'x', expected 'y'"),
    (None, BASE, "yours is None, expected a tensor of shape (2, 3, 4)"),
    (BASE, None, "expected None"),
    ({"layer": {"bias": BASE + 1}}, {"layer": {"bias": BASE}}, "layer, bias: 100% of the values differ"),
    (True, False, "yours is True"),
]


@pytest.mark.parametrize(("left", "right"), ALIKE)
def test_alike(left: Any, right: Any) -> None:
    assert same(left, right)


@pytest.mark.parametrize(("student", "reference", "said"), DIFFERENT)
def test_different_and_why(student: Any, reference: Any, said: str) -> None:
    found = difference(student, reference)
    assert found is not None
    assert said in found


def test_the_place_of_the_largest_error_is_named() -> None:
    other = BASE.clone()
    other[1, 2, 0] += 5
    found = difference(other, BASE)
    assert found is not None
    assert "[1, 2, 0]" in found
    assert "4% of the values" in found


def test_what_is_not_finite_must_be_so_in_both_at_the_same_places() -> None:
    known = torch.tensor([1.0, math.inf, math.nan, 2.0])
    assert same(known.clone(), known)
    assert not same(torch.tensor([1.0, math.inf, math.nan, 3.0]), known)
    assert not same(torch.tensor([1.0, 5.0, math.nan, 2.0]), known)
    assert not same(torch.tensor([1.0, -math.inf, math.nan, 2.0]), known)
    assert "1 of your 4 values" in str(difference(known, torch.tensor([1.0, math.inf, 0.0, 2.0])))
