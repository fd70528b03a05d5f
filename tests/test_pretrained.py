"""Trained weights: written, read back, refused where they are damaged, and loaded by the names that users know."""

from __future__ import annotations

import json

import pytest
import torch
from safetensors.torch import save_file

from resnet_ref import card, pretrained
from resnet_ref.network import ResNet50
from resnet_ref.pretrained import read_weights, save_weights


def save(path, network: ResNet50, about=None) -> None:
    save_weights(path, network.state_dict(), network.arguments, about or {})


def randomised(network: ResNet50) -> ResNet50:
    with torch.no_grad():
        for value in network.state_dict().values():
            if value.is_floating_point():
                value.uniform_(0.5, 1.5)
    return network


@pytest.mark.parametrize(("stem", "version"), [("cifar", "v1.5"), ("imagenet", "v1")])
def test_what_was_written_comes_back(tmp_path, stem, version):
    network = randomised(ResNet50(7, 3, stem, version=version)).eval()
    save(tmp_path / "w.safetensors", network, {"seed": 3})
    again = ResNet50.from_pretrained(tmp_path / "w.safetensors")
    assert not again.training
    assert again.arguments == {"num_classes": 7, "width": 3, "stem": stem, "version": version}
    for name, value in network.state_dict().items():
        # Half precision has eleven bits; what is one number per channel is not rounded at all.
        torch.testing.assert_close(
            again.state_dict()[name], value, rtol=2**-11 if value.dim() > 1 else 0, atol=0, msg=name
        )
    assert read_weights(tmp_path / "w.safetensors")[2] == {"seed": 3}


def test_a_variance_beyond_half_precision_is_kept(tmp_path):
    network = ResNet50(10, 1)
    network.bn1.running_var.fill_(1e6)
    save(tmp_path / "w.safetensors", network)
    assert ResNet50.from_pretrained(tmp_path / "w.safetensors").bn1.running_var.tolist() == [1e6]


def test_a_subclass_comes_back_as_itself(tmp_path):
    class Mine(ResNet50):
        pass

    save(tmp_path / "w.safetensors", ResNet50(10, 1))
    assert type(Mine.from_pretrained(tmp_path / "w.safetensors")) is Mine


def test_damaged_foreign_and_absent_files_are_said_so(tmp_path):
    whole = tmp_path / "w.safetensors"
    save(whole, ResNet50(10, 1))
    (tmp_path / "cut.safetensors").write_bytes(whole.read_bytes()[:5000])
    save_file({"a": torch.ones(1)}, tmp_path / "foreign.safetensors")
    for name in ("cut", "foreign"):
        with pytest.raises(ValueError, match=r"is damaged, or was not written by save_weights"):
            ResNet50.from_pretrained(tmp_path / f"{name}.safetensors")
    with pytest.raises(FileNotFoundError, match="no trained weights at none"):
        ResNet50.from_pretrained(tmp_path / "none.safetensors")
    with pytest.raises(ValueError, match="Did you mean: imagenet"):
        ResNet50.from_pretrained("imagnet")


def test_a_package_without_its_weights_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(pretrained, "CIFAR10", tmp_path / "gone.safetensors")
    with pytest.raises(FileNotFoundError, match="Update the package, or train one"):
        ResNet50.from_pretrained()


def test_a_path_is_a_path_whatever_its_name(tmp_path):
    save(tmp_path / "weights", ResNet50(10, 2))
    assert ResNet50.from_pretrained(str(tmp_path / "weights")).width == 2
    with pytest.raises(FileNotFoundError, match="no trained weights at nowhere"):
        ResNet50.from_pretrained(str(tmp_path / "nowhere"))
    with pytest.raises(ValueError, match="Did you mean: cifar10"):
        ResNet50.from_pretrained("cifar-10")


def test_the_card_is_compared_class_by_class():
    noted = json.loads(card.FIGURES.read_text())
    small = noted[0]
    one_more, many = (small["per_class"]["cat"] + more for more in (0.005, 0.02))
    assert card.differences([small | {"per_class": small["per_class"] | {"cat": one_more}}], noted) == []
    (said,) = card.differences([small | {"per_class": small["per_class"] | {"cat": many}}], noted)
    assert "Of the class cat in 2,000 images" in said


def test_imagenet_is_torchvisions_weights_loaded_by_name(monkeypatch):
    models = pytest.importorskip("torchvision.models")
    theirs = randomised(models.resnet50())
    asked = []

    def download(self, *arguments, **options):
        asked.append((self, options))
        return theirs.state_dict()

    monkeypatch.setattr(models.ResNet50_Weights, "get_state_dict", download)
    network = ResNet50.from_pretrained("imagenet")
    assert asked == [(models.ResNet50_Weights.IMAGENET1K_V2, {"progress": True, "check_hash": True})]
    assert not network.training
    for name, value in theirs.state_dict().items():
        assert torch.equal(network.state_dict()[name], value), name
