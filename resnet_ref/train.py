"""Train a ResNet-50 on CIFAR-10: `python -m resnet_ref.train --help`.

The data lives on the device as bytes and is augmented a batch at a time; everything else is `train_utils`, `recipe`
and `checkpoint`. Ctrl-C or SIGTERM saves first; the same command with --resume goes on to the same curve, and a command
or data that would lead elsewhere is refused (`run_record`). Several processes, on GPUs or on CPU cores, share each
batch under torchrun:

    OMP_NUM_THREADS=1 torchrun --standalone --nproc-per-node 2 -m resnet_ref.train --data-dir FOLDER --out FOLDER

Gradients are averaged over the processes. BatchNorm is not synchronised: each process normalises by its own share
of the batch, and the running statistics that are saved are the first process's.
"""

from __future__ import annotations

import argparse
import math
import platform
import signal
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, cast

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from resnet_ref.augment import SIZE, ResidentBatches, plain_batches
from resnet_ref.checkpoint import load_checkpoint, read_extra, save_checkpoint
from resnet_ref.cifar10 import LoaderConfig, read_split
from resnet_ref.device import fast_bf16
from resnet_ref.epoch_log import EpochLog
from resnet_ref.load_data import channel_statistics
from resnet_ref.network import STEMS, ResNet50, count_parameters
from resnet_ref.pretrained import read_weights, save_weights
from resnet_ref.processes import Processes, StopRequest
from resnet_ref.recipe import label_smoothing_loss, parameter_groups, warmup_cosine
from resnet_ref.run_record import require_same_run, run_record
from resnet_ref.shapes import require_positive
from resnet_ref.train_utils import Batch, evaluate_classification, train_epoch_classification

LAST, PLATEAU, LOG, WEIGHTS = "last.pt", "before_cooldown.pt", "log.csv", "weights.safetensors"
PLACES = ("out", "data_dir", "resume", "progress", "tensorboard")  # say nothing of what was trained
END = {"epochs": 50, "cooldown": 10.0}  # where a run ends, unless it is told or goes on
FULL_SET = 50_000  # training images


def parser() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser("python -m resnet_ref.train", description=__doc__.split("\n\n")[0])
    p.add_argument("--data-dir", type=Path, help="folder of the full set (default: the bundled sample)")
    p.add_argument("--out", type=Path, default=Path("runs/resnet50"), help="folder of checkpoints and log")
    p.add_argument(
        "--resume",
        nargs="?",
        type=Path,
        const=True,
        metavar="CHECKPOINT",
        help=f"go on from it (default: OUT/{LAST}); --epochs and --cooldown may be given anew to move the end",
    )
    p.add_argument(
        "--start-from",
        type=Path,
        metavar="WEIGHTS",
        help=f"a {WEIGHTS} to begin with, instead of random weights",
    )
    p.add_argument(
        "--choose",
        action=argparse.BooleanOptionalAction,
        default=False,
        help="hold out a tenth to choose by; the test set stays shut",
    )
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--width", type=int, default=64)
    p.add_argument("--stem", choices=STEMS, default="cifar")
    p.add_argument("--epochs", type=int, help=f"default: {END['epochs']}, or those of the run resumed")
    p.add_argument(
        "--batch-size", type=int, default=256, help="at most so many images per step, over all processes"
    )
    p.add_argument(
        "--lr", type=float, default=0.3, help="highest learning rate, of SGD with Nesterov momentum"
    )
    p.add_argument("--momentum", type=float, default=0.9)
    p.add_argument("--weight-decay", type=float, default=5e-4, help="on convolution and linear weights only")
    p.add_argument("--schedule", choices=("cosine", "trapezoid"), default="cosine", help="after the warm-up")
    p.add_argument("--warmup", type=float, default=1.0, help="epochs of rising learning rate")
    p.add_argument(
        "--cooldown",
        type=float,
        help=f"epochs of falling learning rate (trapezoid; default: {END['cooldown']:.0f}, or as resumed)",
    )
    p.add_argument("--label-smoothing", type=float, default=0.1)
    p.add_argument("--cutout", type=int, default=0, help="side of the square cut out of each image, if odd")
    p.add_argument(
        "--small-crop",
        type=int,
        default=24,
        choices=range(8, SIZE + 1),
        metavar="PIXELS",
        help="side of the crops in the first epochs, 8 to 32: cheaper, and enough to begin with",
    )
    p.add_argument("--small-crop-epochs", type=int, default=0, help="how many epochs those are")
    p.add_argument("--ema", type=float, default=0.0, help="evaluate an average of the weights that decays so")
    p.add_argument("--device", help="cuda, mps or cpu (default: the fastest one here)")
    p.add_argument(
        "--bf16",
        action=argparse.BooleanOptionalAction,
        help="bfloat16 autocast (default: where the device computes with it, or as resumed)",
    )
    p.add_argument("--channels-last", action=argparse.BooleanOptionalAction, default=True)
    p.add_argument("--compile", action=argparse.BooleanOptionalAction, default=False)
    p.add_argument("--tensorboard", action="store_true", help="log to OUT/tensorboard too")
    p.add_argument("--progress", action=argparse.BooleanOptionalAction, default=sys.stderr.isatty())
    return p


def trapezoid(step: int, warmup_steps: int, cooldown_steps: int, total_steps: int) -> float:
    """Multiplier of the learning rate: linear from 0 to 1, level, then linear to 0 at the end.

    Without a warm-up it is 1 at once. Until the cooldown begins nothing depends on `total_steps`, so the end can be
    moved. Source: Haegele et al. 2024, "Scaling Laws and Compute-Optimal Training Beyond Fixed Training
    Durations", arXiv:2405.18392.
    """
    risen = step / warmup_steps if warmup_steps else 1.0
    return max(0.0, min(1.0, risen, (total_steps - step) / max(cooldown_steps, 1)))


class Training:
    """Data, network, optimizer and schedule of one run, and where it stands."""

    def __init__(self, options: argparse.Namespace, processes: Processes, stop: StopRequest) -> None:
        self.options, self.processes = options, processes
        self.epoch = 0  # epochs done
        self.sums = [0.0] * 4  # of the epoch under way: loss, hits and number of images, and seconds
        self.moved: list[str] = []  # when the end was moved, in sentences
        checkpoint = options.out / LAST if options.resume is True else options.resume
        _settle(options, _saved_record(read_extra(checkpoint)) if checkpoint else None, processes)
        require_positive(epochs=options.epochs)
        torch.manual_seed(options.seed)
        images, labels = read_split(LoaderConfig(data_dir=options.data_dir), train=True)
        self.record = run_record(options, images, labels, processes.world)
        self.batches, self.validation, self.plain = _serve(images, labels, options, processes, stop)
        network = ResNet50(10, options.width, options.stem, zero_init_residual=True)
        self.before = _start_from(options.start_from, network) if options.start_from else None
        network = network.to(processes.device)
        self.network = network.to(memory_format=torch.channels_last) if options.channels_last else network
        self.trained = processes.share(self.network)
        groups = parameter_groups(self.network, options.weight_decay)
        self.optimizer = torch.optim.SGD(groups, options.lr, options.momentum, nesterov=True)
        self.schedule = _schedule(options, self.batches.steps)
        self.scheduler = torch.optim.lr_scheduler.LambdaLR(self.optimizer, self.schedule)
        self.average: AveragedModel | None = None
        if options.ema:
            average = AveragedModel(
                self.network, multi_avg_fn=get_ema_multi_avg_fn(options.ema), use_buffers=True
            )
            self.optimizer.register_step_post_hook(lambda *_: average.update_parameters(self.network))
            self.average = average
        if options.compile:
            self.trained.compile(dynamic=False)  # there are two sizes of batches and two of crops at most
        _require_own_folder(options.out / LAST, checkpoint)
        if checkpoint:
            self._resume(checkpoint)
        self.log = EpochLog(options.out / LOG, options.tensorboard and processes.rank == 0)
        self.log.keep(self.epoch)

    @property
    def evaluated(self) -> ResNet50:
        """The network that counts: the average of the weights where one is kept."""
        return self.network if self.average is None else cast(ResNet50, self.average.module)

    def _resume(self, path: Path) -> None:
        """Go on from `path`; ValueError where it is of another run, and files are as they were then."""

        def accept(extra: dict[str, Any]) -> None:
            require_same_run(path, _saved_record(extra), self.record)
            if self.options.start_from and extra.get("before") != self.before:
                raise ValueError(
                    f"{path} did not begin with {self.options.start_from}. Resume without --start-from."
                )

        self.epoch, extra = load_checkpoint(path, self.network, self.optimizer, self.scheduler, accept=accept)
        self.batches.first_step, self.sums = extra["step"], extra["sums"]
        self.before = extra.get("before", self.before)
        if self.average is not None:
            self.average.load_state_dict(extra["average"])
        self.moved = extra.get("moved", [])
        for name in END:
            was, now = _saved_record(extra)["options"][name], getattr(self.options, name)
            if was != now:
                self.moved.append(f"After epoch {self.epoch} --{name} {was} became --{name} {now}.")
                if self.processes.rank == 0:
                    print(self.moved[-1], flush=True)

    def save(self, name: str = LAST) -> None:
        if self.processes.rank > 0:
            return
        extra = {
            "run": self.record,
            "moved": self.moved,
            "step": self.batches.first_step,
            "sums": self.sums,
            "before": self.before,
            "average": self.average.state_dict() if self.average is not None else None,
        }
        path = self.options.out / name
        save_checkpoint(path, self.network, self.optimizer, self.scheduler, epoch=self.epoch, extra=extra)

    def train_epoch(self) -> bool:
        """Train to the end of the epoch, log and save; save and return False if a stop was requested before."""
        options, batches = self.options, self.batches
        batches.epoch = self.epoch
        batches.crop = options.small_crop if self.epoch < options.small_crop_epochs else SIZE
        start = time.perf_counter()
        metrics = train_epoch_classification(
            self.trained,
            batches,
            self.optimizer,
            partial(label_smoothing_loss, smoothing=options.label_smoothing),
            self.processes.device,
            self.scheduler,
            bf16=options.bf16,
            progress=options.progress and self.processes.rank == 0,
        )
        seen = batches.seen
        sums = self.processes.sum([metrics["loss"] * seen, metrics["top1"] * seen, seen])
        sums.append(time.perf_counter() - start)
        self.sums = [old + new for old, new in zip(self.sums, sums, strict=True)]
        batches.first_step = batches.next_step
        if batches.next_step < batches.steps:
            self.save()
            return False
        self._finish_epoch()
        return True

    def _finish_epoch(self) -> None:
        loss, hits, images, seconds = self.sums
        learning_rate = self.options.lr * self.schedule(self.epoch * self.batches.steps)  # at its first step
        self.epoch, self.sums, self.batches.first_step = self.epoch + 1, [0.0] * 4, 0
        row = {
            "epoch": self.epoch,
            "seconds": round(seconds, 1),
            "images_per_second": round(images / seconds, 1),
            "crop": self.batches.crop,
            "lr": learning_rate,
            "train_loss": loss / images,
            "train_top1": hits / images,
        }
        if self.processes.rank == 0:
            if self.validation is not None:
                row |= {f"val_{key}": value for key, value in self.evaluate(*self.validation).items()}
            self.log.add(row)  # first: going on from the checkpoint before drops the row and makes it again
            self.save()
        options = self.options
        if options.schedule == "trapezoid" and self.epoch == options.epochs - math.ceil(options.cooldown):
            self.save(PLATEAU)

    def evaluate(self, images: torch.Tensor, labels: torch.Tensor) -> dict[str, float]:
        criterion, device = nn.functional.cross_entropy, self.processes.device
        return evaluate_classification(self.evaluated, self.plain(images, labels), criterion, device)

    def test(self) -> dict[str, float]:
        """The one look at the test set."""
        return self.evaluate(*read_split(LoaderConfig(data_dir=self.options.data_dir), train=False))

    def write_weights(self, test: dict[str, float] | None) -> None:
        """Write what was trained to OUT/weights.safetensors, with how it came about."""
        defaults = vars(parser().parse_args([]))
        changed = {k: v for k, v in vars(self.options).items() if v != defaults[k] and k not in PLACES}
        about = {
            "options": {name: str(v) if isinstance(v, Path) else v for name, v in changed.items()},
            "images": len(self.batches.images),
            "full_set": self.record["images"] == FULL_SET,
            "mean": self.batches.mean.flatten().tolist(),
            "std": self.batches.std.flatten().tolist(),
            "processes": self.processes.world,
            "hardware": hardware(self.processes.device),
            "versions": {"torch": torch.__version__, "python": platform.python_version()},
            "curve": [{name: round(float(v), 4) for name, v in row.items()} for row in self.log.rows],
            "moved": self.moved,
            "test": test,
            "before": self.before,
        }
        network = self.evaluated
        save_weights(self.options.out / WEIGHTS, network.state_dict(), network.arguments, about)


def _require_own_folder(last: Path, checkpoint: Path | None) -> None:
    """Raise FileExistsError where this run would overwrite `last`, and it is not what the run goes on from."""
    if not last.exists():
        return
    if checkpoint is None:
        raise FileExistsError(f"{last} exists. Add --resume to go on from it, or choose another --out.")
    if not checkpoint.samefile(last):
        raise FileExistsError(
            f"{last} exists, and to go on from {checkpoint} would overwrite it. Choose another --out."
        )


def _saved_record(extra: dict[str, Any]) -> dict[str, Any]:
    """The record in a checkpoint's extra; earlier versions kept the options alone."""
    if "run" in extra:
        return extra["run"]
    if "options" not in extra:
        raise ValueError(
            "The checkpoint is of another program: python -m resnet_ref.train goes on from its own."
        )
    return {"options": extra["options"]}


def _settle(options: argparse.Namespace, saved: dict[str, Any] | None, processes: Processes) -> None:
    """Give the options that were left open their values: the saved run's, where one goes on."""
    usual = END | {"bf16": fast_bf16(processes.device)}
    for name, value in (usual | ({name: saved["options"][name] for name in usual} if saved else {})).items():
        if getattr(options, name) is None:
            setattr(options, name, value)


def _start_from(path: Path, network: ResNet50) -> dict[str, Any]:
    """Load a file of trained weights into `network`; returns how they came about."""
    arguments, state, about = read_weights(path)
    for name in ("width", "stem"):
        if arguments[name] != getattr(network, name):
            raise ValueError(f"{path} has {name} {arguments[name]}: add --{name} {arguments[name]}.")
    network.load_state_dict(state)
    return about


def hardware(device: torch.device) -> str:
    """What is computed on, in words."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return str(torch.cpu.get_capabilities().get("cpu_name") or platform.processor())


def _serve(
    images: torch.Tensor,
    labels: torch.Tensor,
    options: argparse.Namespace,
    processes: Processes,
    stop: StopRequest,
) -> tuple[ResidentBatches, tuple[torch.Tensor, torch.Tensor] | None, Callable[..., Iterable[Batch]]]:
    """Training batches on the device, the images held out if any, and how images are served for evaluation."""
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(options.seed))
    held_out, kept = order.tensor_split([len(images) // 10 if options.choose else 0])
    kept = kept.sort().values
    mean, std = (values.tolist() for values in channel_statistics(images[kept]))
    batches = ResidentBatches(
        images[kept].to(processes.device),
        labels[kept].to(processes.device),
        mean,
        std,
        batch_size=options.batch_size,
        seed=options.seed,
        cutout=options.cutout,
        channels_last=options.channels_last,
        rank=processes.rank,
        world=processes.world,
        stop=stop,
    )
    validation = (images[held_out], labels[held_out]) if options.choose else None
    return batches, validation, partial(plain_batches, mean=mean, std=std, batch_size=500)


def _schedule(options: argparse.Namespace, steps: int) -> Callable[[int], float]:
    """Step -> multiplier of the learning rate, with `steps` of them in an epoch."""
    warmup, total = round(options.warmup * steps), options.epochs * steps
    if options.schedule == "cosine":
        return partial(warmup_cosine, warmup_steps=warmup, total_steps=total)
    cooldown = round(options.cooldown * steps)
    return partial(trapezoid, warmup_steps=warmup, cooldown_steps=cooldown, total_steps=total)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; exit status 0 when trained to the end, 128 + N when stopped by signal N, 2 for an error
    in what was asked for.
    """
    options = parser().parse_args(arguments)
    with ExitStack() as stack:
        try:
            processes = stack.enter_context(Processes(options.device))
            stop = stack.enter_context(StopRequest(processes))
            training = Training(options, processes, stop)
        except (ValueError, OSError) as error:
            print(f"error: {error}", file=sys.stderr)
            return 2
        if processes.rank == 0:
            count = count_parameters(training.network)
            print(f"ResNet-50, {count:,} parameters, on {processes.world} x {processes.device}", flush=True)
        while training.epoch < options.epochs:
            if not training.train_epoch():
                if processes.rank == 0:
                    print(f"Stopped in epoch {training.epoch + 1}; go on with --resume.", flush=True)
                return 128 + (stop.signal or signal.SIGTERM)
        if processes.rank == 0:
            test = None if options.choose else training.test()
            training.write_weights(test)
            if test is not None:
                print(
                    f"{test['top1']:.2%} of the test images are right. The weights are {options.out / WEIGHTS}."
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
