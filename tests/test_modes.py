"""`evaluation_mode` gives every submodule its own mode back."""

from __future__ import annotations

import pytest
from torch import nn

from resnet_ref.modes import evaluation_mode


def modes(model: nn.Module) -> list[bool]:
    return [module.training for module in model.modules()]


@pytest.fixture
def mixed() -> nn.Module:
    """In train mode, but for one BatchNorm that someone froze; its parent's flag says nothing of that."""
    frozen = nn.BatchNorm2d(4)
    model = nn.Sequential(nn.Sequential(nn.Conv2d(3, 4, 1), frozen), nn.Dropout()).train()
    frozen.eval()
    return model


def test_eval_inside_and_each_modes_own_afterwards(mixed: nn.Module) -> None:
    found = modes(mixed)
    with evaluation_mode(mixed):
        assert not any(modes(mixed))
    assert modes(mixed) == found
    assert True in found
    assert False in found


def test_restored_after_an_error(mixed: nn.Module) -> None:
    found = modes(mixed)
    with pytest.raises(RuntimeError, match="from the body"), evaluation_mode(mixed):
        raise RuntimeError("from the body")
    assert modes(mixed) == found


def test_nested_uses_do_not_disturb_each_other(mixed: nn.Module) -> None:
    found = modes(mixed)
    with evaluation_mode(mixed):
        with evaluation_mode(mixed):
            pass
        assert not any(modes(mixed))
    assert modes(mixed) == found
