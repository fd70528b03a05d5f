"""The trained network that ships is the one that its card and the README speak of."""

from __future__ import annotations

import json

import pytest
from conftest import ROOT

from resnet_ref import card
from resnet_ref.network import ResNet50, count_parameters
from resnet_ref.pretrained import CIFAR10, read_weights

NOTED = json.loads(card.FIGURES.read_text())


def test_the_figures_come_out_again_on_the_bundled_images() -> None:
    assert card.differences([card.evaluate(None)], NOTED) == []


def test_the_card_is_what_file_and_figures_say() -> None:
    assert card.CARD.read_text(encoding="utf-8") == card.card(NOTED)


def test_the_file_is_small_and_holds_what_the_card_promises() -> None:
    assert CIFAR10.stat().st_size <= 4_000_000
    assert count_parameters(ResNet50.from_pretrained()) == 1_484_186
    _, _, about = read_weights(CIFAR10)
    assert about["full_set"]
    assert about["images"] == 50_000
    assert [row["images"] for row in NOTED] == [2_000, 10_000]
    # What training itself saw of the test set, before the weights were rounded to half precision.
    assert NOTED[1]["top1"] == pytest.approx(about["test"]["top1"], abs=card.TOLERANCE)


def test_the_readme_has_the_accuracy_of_the_card() -> None:
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert f"{NOTED[1]['top1']:.1%} of the 10,000 test images" in readme


def test_another_accuracy_is_said_so() -> None:
    seen = [{**NOTED[0], "top1": NOTED[0]["top1"] - 0.01}, {"images": 5, "top1": 1.0}]
    first, second = card.differences(seen, NOTED)
    assert "Of 2,000 images" in first
    assert "no figures for 5 images" in second


def test_every_leg_of_a_run_stands_in_the_card() -> None:
    one = {"curve": [], "before": None}
    two = {"curve": [], "before": one}
    assert card._legs(two) == [one, two]
