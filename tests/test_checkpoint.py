"""A checkpoint brings everything back, is written whole or not at all, and refuses what does not fit."""

import copy
import pickle
import random
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.optim.lr_scheduler import CosineAnnealingLR, LambdaLR

from resnet_ref.checkpoint import load_checkpoint, save_checkpoint
from resnet_ref.network import ResNet50


def small_run(seed: int = 0):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(5, 8), nn.BatchNorm1d(8), nn.Dropout(0.5), nn.Linear(8, 3))
    optimizer = torch.optim.SGD(model.parameters(), 0.1, 0.9, nesterov=True)
    return model, optimizer, LambdaLR(optimizer, lambda step: 1 / (1 + step))


def take_steps(model, optimizer, scheduler, count):
    """Steps whose data and dropout come from all three global generators."""
    for _ in range(count):
        noise = random.random() + np.random.random()  # noqa: NPY002 the global generator is what is tested
        loss = F.cross_entropy(model(torch.randn(6, 5) + noise), torch.randint(3, (6,)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()


def assert_same_state(model, other):
    for (name, value), expected in zip(model.state_dict().items(), other.state_dict().values(), strict=True):
        assert torch.equal(value, expected), name


def test_a_resumed_run_is_the_uninterrupted_one(tmp_path):
    straight = small_run()
    take_steps(*straight, 3)
    save_checkpoint(tmp_path / "c.pt", *straight, epoch=3, extra={"step": 7, "sums": [1.5, 2.0]})
    take_steps(*straight, 4)

    resumed = small_run(seed=99)
    random.seed(1), np.random.seed(1), torch.manual_seed(1)  # noqa: NPY002
    epoch, extra = load_checkpoint(tmp_path / "c.pt", *resumed)
    take_steps(*resumed, 4)

    assert (epoch, extra) == (3, {"step": 7, "sums": [1.5, 2.0]})
    assert_same_state(resumed[0], straight[0])
    assert resumed[2].get_last_lr() == straight[2].get_last_lr()


def test_weights_alone_can_be_saved_and_loaded(tmp_path):
    model, fresh = small_run(0)[0], small_run(1)[0]
    save_checkpoint(tmp_path / "new" / "w.pt", model, epoch=0)
    load_checkpoint(tmp_path / "new" / "w.pt", fresh)
    assert_same_state(fresh, model)
    with pytest.raises(ValueError, match="holds no optimizer"):
        load_checkpoint(tmp_path / "new" / "w.pt", *small_run())


def test_a_failed_write_leaves_the_old_checkpoint(tmp_path, monkeypatch):
    model, *_ = small_run()
    save_checkpoint(tmp_path / "c.pt", model, epoch=1)

    def full_disk(content, file):
        file.write(b"half of it")
        raise OSError("No space left on device")

    monkeypatch.setattr(torch, "save", full_disk)
    with pytest.raises(OSError, match="No space"):
        save_checkpoint(tmp_path / "c.pt", model, epoch=2)
    assert load_checkpoint(tmp_path / "c.pt", model)[0] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["c.pt"]


@pytest.mark.parametrize("value", [np.float64(1), {"a": [np.arange(2)]}, {"p": Path("x")}, {object(): 1}])
def test_what_could_not_be_read_back_is_not_written(tmp_path, value):
    model, *_ = small_run()
    save_checkpoint(tmp_path / "c.pt", model, epoch=1, extra={"fine": [1, (2.0, None), {"t": torch.ones(2)}]})
    before = (tmp_path / "c.pt").read_bytes()
    with pytest.raises(TypeError, match=r"extra.*make it a plain number, string or tensor"):
        save_checkpoint(tmp_path / "c.pt", model, epoch=2, extra={"history": value})
    assert (tmp_path / "c.pt").read_bytes() == before


@pytest.mark.parametrize(
    ("saved", "wanted", "sentence"),
    [
        (
            {"width": 2},
            {"width": 3},
            r"conv1\.weight is \(2, 3, 3, 3\) in the file and \(3, .*width=2, stem=\"c",
        ),
        ({"stem": "imagenet"}, {}, r"conv1\.weight is \(2, 3, 7, 7\).*stem=\"imagenet\""),
        ({"num_classes": 5}, {}, r"fc\.weight is \(5, 64\) in the file and \(10, 64\).*num_classes=5"),
    ],
)
def test_another_network_is_named_and_nothing_is_changed(tmp_path, saved, wanted, sentence):
    save_checkpoint(tmp_path / "c.pt", ResNet50(**{"width": 2, **saved}), epoch=1)
    model = ResNet50(**{"width": 2, **wanted})
    before = copy.deepcopy(model)
    generator = torch.get_rng_state()
    with pytest.raises(ValueError, match=sentence):
        load_checkpoint(tmp_path / "c.pt", model)
    assert_same_state(model, before)
    assert torch.equal(generator, torch.get_rng_state())


def test_a_missing_layer_is_named(tmp_path):
    save_checkpoint(tmp_path / "c.pt", nn.Sequential(nn.Linear(2, 2)), epoch=0)
    with pytest.raises(ValueError, match=r"1\.weight is absent in the file and \(2, 2\) in this model"):
        load_checkpoint(tmp_path / "c.pt", nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2)))
    with pytest.raises(ValueError, match=r"0\.bias is \(2,\) in the file and absent in this model"):
        load_checkpoint(tmp_path / "c.pt", nn.Sequential(nn.Linear(2, 2, bias=False)))


@pytest.mark.parametrize("kept", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_a_sentence(tmp_path, kept):
    path = tmp_path / "c.pt"
    save_checkpoint(path, small_run()[0], epoch=1)
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content))])
    with pytest.raises(ValueError, match="truncated, damaged or no checkpoint"):
        load_checkpoint(path, small_run()[0])


def test_what_is_no_checkpoint_is_a_sentence(tmp_path):
    model = small_run()[0]
    with pytest.raises(FileNotFoundError, match=r"There is no checkpoint .*nowhere"):
        load_checkpoint(tmp_path / "nowhere.pt", model)
    torch.save(model.state_dict(), tmp_path / "weights.pt")
    with pytest.raises(ValueError, match="not written by save_checkpoint"):
        load_checkpoint(tmp_path / "weights.pt", model)


def test_a_strangers_file_cannot_run_code(tmp_path):
    class Attack:
        def __reduce__(self):
            return (open, (str(tmp_path / "ran"), "w"))

    content = {"format": 1, "model": Attack()}
    torch.save(content, tmp_path / "a.pt")
    (tmp_path / "b.pt").write_bytes(pickle.dumps(content, protocol=2))
    for path in (tmp_path / "a.pt", tmp_path / "b.pt"):
        with pytest.raises(ValueError, match="cannot be read"):
            load_checkpoint(path, small_run()[0])
    assert not (tmp_path / "ran").exists()


def adam(model):
    return torch.optim.Adam(model.parameters(), 0.1)


def other_groups(model):
    return torch.optim.SGD([{"params": [p]} for p in model.parameters()], 0.1, 0.9)


def other_order(model):
    return torch.optim.SGD(list(model.parameters())[::-1], 0.1, 0.9)


@pytest.mark.parametrize(
    ("optimizer", "scheduler", "sentence"),
    [
        (adam, None, "the state of a SGD, and the optimizer is a Adam: build a SGD"),
        (other_groups, None, r"its groups hold \[6\] parameters, and this one's \[1, 1, 1, 1, 1, 1\]"),
        (other_order, None, r"where its groups have 0\.weight, this one's have 3\.bias"),
        (None, CosineAnnealingLR, "the state of a LambdaLR, and the scheduler is a CosineAnnealingLR"),
    ],
)
def test_another_optimizer_or_scheduler_is_named_and_nothing_is_changed(
    tmp_path, optimizer, scheduler, sentence
):
    run = small_run()
    take_steps(*run, 2)
    save_checkpoint(tmp_path / "c.pt", *run, epoch=1)
    model, usual, _ = small_run(seed=1)
    wanted = optimizer(model) if optimizer else usual
    schedule = scheduler(wanted, 5) if scheduler else LambdaLR(wanted, lambda step: 1 / (1 + step))
    before = everything(model, wanted, schedule)
    with pytest.raises(ValueError, match=sentence):
        load_checkpoint(tmp_path / "c.pt", model, wanted, schedule)
    assert_same_tree(everything(model, wanted, schedule), before)


def test_what_does_not_fit_halfway_leaves_nothing_changed(tmp_path):
    """The generators come last; all that was loaded before them is taken back."""
    run = small_run()
    take_steps(*run, 2)
    save_checkpoint(tmp_path / "c.pt", *run, epoch=1)
    content = torch.load(tmp_path / "c.pt", weights_only=True)
    content["rng"]["numpy"][1] = [-1] * 624
    torch.save(content, tmp_path / "c.pt")
    other = small_run(seed=1)
    take_steps(*other, 1)
    before = everything(*other)
    with pytest.raises(ValueError, match="damaged, or does not fit"):
        load_checkpoint(tmp_path / "c.pt", *other)
    assert_same_tree(everything(*other), before)


def test_what_the_caller_does_not_accept_changes_nothing(tmp_path):
    save_checkpoint(tmp_path / "c.pt", *small_run(), epoch=1, extra={"width": 2})
    other = small_run(seed=1)
    before = everything(*other)

    def refuse(extra):
        raise LookupError(f"width {extra['width']}")

    with pytest.raises(LookupError, match="width 2"):
        load_checkpoint(tmp_path / "c.pt", *other, accept=refuse)
    assert_same_tree(everything(*other), before)


def test_a_byte_changed_anywhere_is_noticed_or_without_consequence(tmp_path):
    """torch.load itself takes a file whose weights were damaged."""
    run = small_run()
    take_steps(*run, 1)
    path = tmp_path / "c.pt"
    save_checkpoint(path, *run, epoch=1)
    content, draw, noticed = path.read_bytes(), random.Random(0), 0
    for _ in range(60):
        damaged = bytearray(content)
        damaged[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
        path.write_bytes(damaged)
        other = small_run(seed=1)
        before = everything(*other)
        try:
            load_checkpoint(path, *other)
        except ValueError:
            noticed += 1
            assert_same_tree(everything(*other), before)
        else:
            assert_same_state(other[0], run[0])
    assert noticed > 20


def everything(model, optimizer, scheduler):
    """All that `load_checkpoint` may change, copied."""
    parts = (model.state_dict(), optimizer.state_dict(), scheduler.state_dict())
    generators = (torch.get_rng_state(), np.random.get_state(), random.getstate())  # noqa: NPY002
    return copy.deepcopy((parts, generators))


def assert_same_tree(one, other):
    torch.testing.assert_close(flat(one), flat(other), rtol=0, atol=0)


def flat(tree):
    """The tensors and numbers of nested dicts and lists, as tensors; the rest as text."""
    if isinstance(tree, dict):
        return {str(key): flat(value) for key, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [flat(value) for value in tree]
    if isinstance(tree, torch.Tensor | np.ndarray):
        return torch.as_tensor(tree)
    return torch.tensor(list(repr(tree).encode()))
