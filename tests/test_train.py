"""The training command: what it writes, how it resumes, and that two processes are one with the doubled batch."""

import csv
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import nn

import resnet_ref.train
from resnet_ref.augment import ResidentBatches
from resnet_ref.device import choose_device
from resnet_ref.epoch_log import EpochLog
from resnet_ref.network import ResNet50
from resnet_ref.pretrained import read_weights
from resnet_ref.run_record import MAY_DIFFER, require_same_run
from resnet_ref.train import END, LAST, LOG, PLATEAU, WEIGHTS, main, parser, trapezoid

IMAGES, TEST_IMAGES, BATCH = 40, 12, 10
STEPS = IMAGES // BATCH
TIMING = ("seconds", "images_per_second")


@pytest.fixture(autouse=True)
def random_images(monkeypatch):
    """A few random images in the place of CIFAR-10, others where a folder is named; returns which splits were read."""
    read = []

    def read_split(config, train):
        read.append("train" if train else "test")
        seed = int(train) + 2 * bool(config and config.data_dir)
        count, draw = (IMAGES if train else TEST_IMAGES), torch.Generator().manual_seed(seed)
        images = torch.randint(256, (count, 3, 32, 32), dtype=torch.uint8, generator=draw)
        return images, torch.arange(count) % 10

    monkeypatch.setattr(resnet_ref.train, "read_split", read_split)
    return read


def train(out, *options) -> int:
    small = ["--width", "2", "--batch-size", str(BATCH), "--epochs", "3", "--small-crop-epochs", "2"]
    return main([*small, "--small-crop", "8", "--device", "cpu", "--out", str(out), *options])


def interrupt_after(monkeypatch, batches: int, number: int = signal.SIGTERM) -> None:
    """Send this process a signal while it trains on its n-th batch from now."""
    serve, count = ResidentBatches._batch, iter(range(1, 1000))

    def serve_and_interrupt(self, *plan):
        if next(count) == batches:
            os.kill(os.getpid(), number)
        return serve(self, *plan)

    monkeypatch.setattr(ResidentBatches, "_batch", serve_and_interrupt)


def read_log(out) -> list[dict[str, float]]:
    with (out / LOG).open(newline="") as file:
        return [{k: float(v) for k, v in row.items() if k not in TIMING} for row in csv.DictReader(file)]


def read_checkpoint(path):
    return torch.load(path, weights_only=True)


def test_an_interrupted_run_resumes_to_the_same_curve(tmp_path, monkeypatch):
    options = ("--ema", "0.9", "--cutout", "3")
    assert train(tmp_path / "straight", *options) == 0
    broken = tmp_path / "broken"
    with monkeypatch.context() as patch:
        interrupt_after(patch, STEPS + 2)  # in the middle of the second epoch
        assert train(broken, *options) == 128 + signal.SIGTERM
    with monkeypatch.context() as patch:
        interrupt_after(patch, 2, signal.SIGINT)  # at the very end of it
        assert train(broken, *options, "--resume") == 128 + signal.SIGINT or len(read_log(broken)) == 2
    assert train(broken, *options, "--resume") == 0

    one, other = (read_checkpoint(out / LAST) for out in (tmp_path / "straight", broken))
    for part in (lambda c: c["model"], lambda c: c["extra"]["average"]):
        for name, value in part(one).items():
            assert torch.equal(value, part(other)[name]), name
    for row, expected in zip(read_log(broken), read_log(tmp_path / "straight"), strict=True):
        assert row == pytest.approx(expected)
    weights, expected_weights = (read_weights(out / WEIGHTS) for out in (broken, tmp_path / "straight"))
    assert all(torch.equal(value, expected_weights[1][name]) for name, value in weights[1].items())
    assert weights[2]["test"] == expected_weights[2]["test"]


def test_signals_do_what_they_did_once_training_is_over(tmp_path):
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    train(tmp_path, "--epochs", "1")
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_choosing_leaves_the_test_set_shut(tmp_path, random_images):
    assert train(tmp_path, "--choose", "--epochs", "1") == 0
    assert random_images == ["train"]
    assert read_weights(tmp_path / WEIGHTS)[2]["test"] is None
    assert {"val_loss", "val_top1", "val_top5"} <= set(read_log(tmp_path)[0])


def test_the_test_set_is_read_once_at_the_end(tmp_path, random_images):
    assert train(tmp_path) == 0
    assert random_images == ["train", "test"]
    assert [row["crop"] for row in read_log(tmp_path)] == [8, 8, 32]


def test_the_end_can_be_moved_from_before_the_cooldown(tmp_path):
    options = ("--schedule", "trapezoid", "--cooldown", "1", "--warmup", "0.5")
    train(tmp_path / "short", *options, "--epochs", "2")
    train(tmp_path / "long", *options, "--epochs", "3")
    moved = tmp_path / "moved"
    train(moved, *options, "--epochs", "3", "--resume", str(tmp_path / "short" / PLATEAU))
    one, other = (read_checkpoint(out / LAST)["model"] for out in (tmp_path / "long", moved))
    for name, value in one.items():
        assert torch.equal(value, other[name]), name
    assert [row["epoch"] for row in read_log(moved)] == [2, 3]


def test_trapezoid_rises_stays_and_falls():
    values = [trapezoid(step, 4, 10, 30) for step in range(35)]
    assert values[:5] == [0, 0.25, 0.5, 0.75, 1]
    assert values[4:21] == [1] * 17
    assert values[20:31] == pytest.approx([1 - k / 10 for k in range(11)])
    assert values[30:] == [0] * 5
    assert values[:20] == [trapezoid(step, 4, 10, 99) for step in range(20)]
    assert [trapezoid(step, 0, 2, 5) for step in range(6)] == [1, 1, 1, 1, 0.5, 0]


def test_the_weights_written_are_the_ones_that_were_tested(tmp_path, random_images):
    """Also the average's, where one is kept; and the file says how they came about."""
    train(tmp_path, "--ema", "0.5", "--epochs", "2")
    network = ResNet50.from_pretrained(tmp_path / WEIGHTS)
    _, _, about = read_weights(tmp_path / WEIGHTS)
    average = read_checkpoint(tmp_path / LAST)["extra"]["average"]
    for name, value in network.state_dict().items():
        torch.testing.assert_close(value, average[f"module.{name}"], rtol=1e-3, atol=1e-6, msg=name)
    images, labels = resnet_ref.train.read_split(None, train=False)
    mean, std = (torch.tensor(about[key]).reshape(3, 1, 1) for key in ("mean", "std"))
    loss = nn.functional.cross_entropy(network((images / 255 - mean) / std), labels).item()
    assert loss == pytest.approx(about["test"]["loss"], rel=1e-3)
    assert about["options"] == {**about["options"], "ema": 0.5, "epochs": 2, "width": 2, "device": "cpu"}
    assert [row["epoch"] for row in about["curve"]] == [1, 2]


def test_a_run_can_begin_with_trained_weights(tmp_path, monkeypatch):
    assert train(tmp_path / "one", "--epochs", "2") == 0
    start, again = ("--start-from", str(tmp_path / "one" / WEIGHTS)), tmp_path / "two"
    with monkeypatch.context() as patch:
        interrupt_after(patch, 1)
        assert train(again, *start, "--lr", "0") == 128 + signal.SIGTERM
    begun = read_checkpoint(again / LAST)["model"]
    _, weights, about = read_weights(tmp_path / "one" / WEIGHTS)
    for name, _ in ResNet50(10, 2).named_parameters():
        assert torch.equal(begun[name], weights[name]), name
    assert train(again, "--lr", "0", "--resume") == 0
    assert read_weights(again / WEIGHTS)[2]["before"] == about


def test_weights_of_another_width_are_refused(tmp_path, capsys):
    train(tmp_path / "one", "--epochs", "1")
    options = ("--start-from", str(tmp_path / "one" / WEIGHTS), "--width", "3")
    assert train(tmp_path / "two", *options) == 2
    assert "has width 2: add --width 2" in capsys.readouterr().err


def test_tensorboard_shows_the_same_curve(tmp_path):
    events = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    assert train(tmp_path, "--tensorboard", "--choose", "--epochs", "2") == 0
    board = events.EventAccumulator(str(tmp_path / "tensorboard")).Reload()
    for row in read_log(tmp_path):
        for key in ("train_loss", "val_top1", "lr"):
            step = next(event for event in board.Scalars(key) if event.step == row["epoch"])
            assert step.value == pytest.approx(row[key])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--epochs", "0"), "epochs must be a whole number of at least 1"),
        (("--batch-size", "-1"), "batch_size must be a whole number of at least 1"),
        ((), "Add --resume to go on from it, or choose another --out"),
        (("--resume", "--width", "3"), "width=2"),
        (("--resume", "--batch-size", "7"), "Resume with --batch-size 10"),
        (("--resume", "nowhere.pt"), "There is no checkpoint nowhere.pt"),
    ],
)
def test_what_cannot_go_on_is_said(tmp_path, capsys, options, sentence):
    assert train(tmp_path, "--epochs", "1") == 0
    saved = (tmp_path / LAST).read_bytes()
    assert train(tmp_path, *options) == 2
    assert sentence in capsys.readouterr().err
    assert (tmp_path / LAST).read_bytes() == saved


def contents(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("began", "goes_on", "sentence"),
    [
        (("--data-dir", "elsewhere"), (), "Resume with --data-dir elsewhere"),
        ((), ("--data-dir", "elsewhere"), "Resume without --data-dir"),
        (("--no-bf16",), ("--bf16",), "made with --no-bf16, not --bf16. Resume with --no-bf16"),
        (("--choose",), (), "Resume with --choose."),
        ((), ("--schedule", "trapezoid"), "Resume with --schedule cosine"),
        ((), ("--warmup", "2"), "Resume with --warmup 1.0"),
        ((), ("--label-smoothing", "0.2"), "Resume with --label-smoothing 0.1"),
        ((), ("--cutout", "3"), "Resume with --cutout 0"),
        ((), ("--small-crop", "9"), "Resume with --small-crop 8"),
        ((), ("--small-crop-epochs", "1"), "Resume with --small-crop-epochs 2"),
        ((), ("--seed", "1"), "Resume with --seed 0"),
    ],
)
def test_what_is_another_run_is_refused_and_nothing_is_lost(tmp_path, capsys, began, goes_on, sentence):
    assert train(tmp_path, *began, "--epochs", "1") == 0
    before = contents(tmp_path)
    assert train(tmp_path, *goes_on, "--resume") == 2
    assert sentence in capsys.readouterr().err
    assert contents(tmp_path) == before
    assert train(tmp_path, *began, "--resume") == 0


def test_every_option_decides_the_result_or_has_a_reason_not_to():
    options = dict.fromkeys(vars(parser().parse_args([])))
    was = {"options": options, "processes": 1, "images": 5, "sha256": "a"}
    assert MAY_DIFFER.keys() <= options.keys()
    assert END.keys() <= MAY_DIFFER.keys()
    for name in options:
        now = was | {"options": options | {name: 5}}
        if name in MAY_DIFFER:
            require_same_run(Path("c.pt"), was, now)
        else:
            with pytest.raises(ValueError, match="Resume with --" + name.replace("_", "-")):
                require_same_run(Path("c.pt"), was, now)
    with pytest.raises(ValueError, match="--nproc-per-node 1"):
        require_same_run(Path("c.pt"), was, was | {"processes": 2})
    with pytest.raises(ValueError, match="once the old files are back"):
        require_same_run(Path("c.pt"), was, was | {"sha256": "b"})


def test_the_same_images_in_another_folder_are_the_same_run(tmp_path):
    assert train(tmp_path, "--data-dir", "here", "--epochs", "1") == 0
    assert train(tmp_path, "--data-dir", "there", "--resume") == 0
    assert len(read_log(tmp_path)) == 3


def test_an_end_that_is_left_out_stays_and_one_that_moves_is_noted(tmp_path, capsys):
    same = ["--width", "2", "--batch-size", str(BATCH), "--device", "cpu", "--out", str(tmp_path)]
    assert main([*same, "--epochs", "2", "--schedule", "trapezoid", "--cooldown", "1"]) == 0
    assert main([*same, "--schedule", "trapezoid", "--resume"]) == 0
    assert len(read_log(tmp_path)) == 2
    assert read_weights(tmp_path / WEIGHTS)[2]["moved"] == []
    assert main([*same, "--schedule", "trapezoid", "--epochs", "3", "--resume"]) == 0
    assert len(read_log(tmp_path)) == 3
    note = "After epoch 2 --epochs 2 became --epochs 3."
    assert note in capsys.readouterr().out
    _, _, about = read_weights(tmp_path / WEIGHTS)
    assert about["moved"] == [note]
    assert about["options"]["cooldown"] == 1


def test_a_checkpoint_of_an_earlier_version_goes_on_where_its_folder_is_the_same(tmp_path, capsys):
    assert train(tmp_path, "--data-dir", "elsewhere", "--epochs", "1") == 0
    content = read_checkpoint(tmp_path / LAST)
    content["extra"]["options"] = content["extra"].pop("run")["options"]
    del content["extra"]["moved"], content["kinds"], content["groups"]
    torch.save(content, tmp_path / LAST)
    assert train(tmp_path, "--resume") == 2
    assert "earlier version, which did not note the images" in capsys.readouterr().err
    assert train(tmp_path, "--data-dir", "elsewhere", "--lr", "0.5", "--resume") == 2
    assert train(tmp_path, "--data-dir", "elsewhere", "--resume") == 0
    del content["extra"]["options"]
    torch.save(content, tmp_path / LAST)
    assert train(tmp_path, "--resume") == 2
    assert "of another program" in capsys.readouterr().err


def test_another_runs_checkpoint_is_not_overwritten(tmp_path, capsys):
    for name in ("one", "two"):
        assert train(tmp_path / name, "--epochs", "1") == 0
    before = contents(tmp_path / "two")
    assert train(tmp_path / "two", "--resume", str(tmp_path / "one" / LAST)) == 2
    assert "would overwrite it. Choose another --out" in capsys.readouterr().err
    assert contents(tmp_path / "two") == before


def test_a_run_goes_on_only_from_the_weights_it_began_with(tmp_path, capsys):
    for name, seed in (("one", "0"), ("two", "1")):
        assert train(tmp_path / name, "--epochs", "1", "--seed", seed) == 0
    began = ("--start-from", str(tmp_path / "one" / WEIGHTS))
    assert train(tmp_path / "three", *began, "--epochs", "1") == 0
    assert train(tmp_path / "three", "--start-from", str(tmp_path / "two" / WEIGHTS), "--resume") == 2
    assert "Resume without --start-from" in capsys.readouterr().err
    assert train(tmp_path / "three", *began, "--resume") == 0


def test_a_run_killed_before_it_saved_an_epoch_logs_that_epoch_once(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(resnet_ref.train.Training, "save", killed_in_epoch(2))
        with pytest.raises(KeyboardInterrupt):
            train(tmp_path)
    assert train(tmp_path, "--resume") == 0
    assert [row["epoch"] for row in read_log(tmp_path)] == [1, 2, 3]


def test_a_log_that_cannot_be_written_keeps_its_rows(tmp_path, monkeypatch):
    log = EpochLog(tmp_path / LOG)
    log.add({"epoch": 1, "lr": 0.1})
    before = contents(tmp_path)[LOG]
    monkeypatch.setattr(
        csv.DictWriter, "writerows", lambda *_: (_ for _ in ()).throw(OSError("No space left"))
    )
    with pytest.raises(OSError, match="No space"):
        log.add({"epoch": 2, "lr": 0.1})
    assert contents(tmp_path)[LOG] == before


def killed_in_epoch(number: int):
    """A `Training.save` in the place of which the process dies, once, at the end of an epoch."""
    save = resnet_ref.train.Training.save

    def save_or_die(self, name=LAST):
        if self.epoch == number:
            raise KeyboardInterrupt
        save(self, name)

    return save_or_die


def test_an_unknown_device_is_a_sentence(tmp_path, capsys):
    assert train(tmp_path, "--device", "gpu") == 2
    assert "error: There is no device 'gpu'" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--bf16", "--no-channels-last"])
def test_each_switch_changes_the_arithmetic_and_little_else(tmp_path, option):
    usual = ("--epochs", "1", "--no-bf16")
    assert train(tmp_path / "a", *usual) == train(tmp_path / "b", *usual, option) == 0
    (usual,), (other,) = read_log(tmp_path / "a"), read_log(tmp_path / "b")
    assert other["train_loss"] == pytest.approx(usual["train_loss"], rel=0.02)


def test_the_device_is_chosen_or_asked_for():
    assert choose_device("cpu") == torch.device("cpu")
    assert choose_device().type in ("cuda", "mps", "cpu")
    with pytest.raises(ValueError, match=r"no device 'gpu'.*cuda, mps, cpu"):
        choose_device("gpu")
    for name in ("cpu:", "cpu:\N{ARABIC-INDIC DIGIT ZERO}"):
        with pytest.raises(ValueError, match=r"no device 'cpu:.*cuda, mps, cpu"):
            choose_device(name)
    with pytest.raises(ValueError, match=r"no cuda:99 .* Choose one of .*cpu"):
        choose_device("cuda:99")


def test_a_fast_device_is_preferred(monkeypatch):
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device().type == "mps"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device().type == "cuda"
    assert choose_device("cpu").type == "cpu"


WORKER = """
import sys, torch
from torch import nn
from resnet_ref.network import ResNet50
from resnet_ref.processes import Processes
out = sys.argv[1]
draw = torch.Generator().manual_seed(0)
images, labels = torch.randn(8, 3, 9, 11, generator=draw), torch.randint(10, (8,), generator=draw)
with Processes("cpu") as processes:
    torch.manual_seed(processes.rank)                      # the weights differ until they are shared
    network = ResNet50(10, width=2)
    shared = processes.share(network).eval()               # BatchNorm held: its statistics are not shared
    torch.save(network.state_dict(), f"{out}/start{processes.rank}.pt")
    optimizer = torch.optim.SGD(network.parameters(), 0.1, 0.9, nesterov=True)
    for step in range(3):
        optimizer.zero_grad()
        mine = slice(processes.rank, None, processes.world)
        nn.functional.cross_entropy(shared(images[mine]), labels[mine]).backward()
        if step == 0:
            torch.save([p.grad for p in network.parameters()], f"{out}/gradients{processes.rank}.pt")
        optimizer.step()
        torch.save(network.state_dict(), f"{out}/step{step}-{processes.rank}.pt")
    assert processes.sum([1.0, processes.rank]) == [2.0, 1.0]
"""


def torchrun(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [*command, *arguments], env=environment, capture_output=True, text=True, timeout=300
    )


@pytest.mark.slow
def test_two_processes_are_one_with_the_doubled_batch(tmp_path):
    script = tmp_path / "worker.py"
    script.write_text(WORKER)
    done = torchrun(str(script), str(tmp_path))
    assert done.returncode == 0, done.stderr[-2000:]

    def load(name):
        return torch.load(tmp_path / name, weights_only=True)

    network = ResNet50(10, width=2).eval()
    network.load_state_dict(load("start0.pt"))
    draw = torch.Generator().manual_seed(0)
    images, labels = torch.randn(8, 3, 9, 11, generator=draw), torch.randint(10, (8,), generator=draw)
    nn.functional.cross_entropy(network(images), labels).backward()
    for rank in (0, 1):
        for (name, parameter), gradient in zip(
            network.named_parameters(), load(f"gradients{rank}.pt"), strict=True
        ):
            torch.testing.assert_close(gradient, parameter.grad, rtol=1e-4, atol=1e-5, msg=name)
    for step in ("start", "step0-", "step1-", "step2-"):
        first, second = load(f"{step}0.pt"), load(f"{step}1.pt")
        assert all(torch.equal(first[name], second[name]) for name in first), step


@pytest.mark.slow
def test_under_torchrun_one_process_writes_and_the_run_resumes(tmp_path):
    command = ("-m", "resnet_ref.train", "--width", "2", "--batch-size", "1000", "--small-crop", "8")
    command += ("--device", "cpu", "--small-crop-epochs", "2", "--out", str(tmp_path))
    done = torchrun(*command, "--epochs", "1")
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.count("epoch 1 ") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([LAST, LOG, WEIGHTS])
    done = torchrun(*command, "--epochs", "2", "--resume")
    assert done.returncode == 0, done.stderr[-2000:]
    assert [row["epoch"] for row in read_log(Path(tmp_path))] == [1, 2]
