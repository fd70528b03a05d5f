"""Train a ResNet-50 on CIFAR-10: `python -m resnet_ref.train --help`.

The data lives on the device as bytes and is augmented a batch at a time; everything else is `train_utils`, `recipe`
and `checkpoint`. Ctrl-C or SIGTERM saves first; the same command with --resume goes on to the same curve. Several
processes, on GPUs or on CPU cores, share each batch under torchrun:

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
from functools import partial
from pathlib import Path
from typing import Any, cast

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from resnet_ref.augment import SIZE, ResidentBatches, plain_batches
from resnet_ref.checkpoint import load_checkpoint, save_checkpoint
from resnet_ref.cifar10 import LoaderConfig, read_split
from resnet_ref.device import fast_bf16
from resnet_ref.epoch_log import EpochLog
from resnet_ref.load_data import channel_statistics
from resnet_ref.network import STEMS, ResNet50, count_parameters
from resnet_ref.pretrained import read_weights, save_weights
from resnet_ref.processes import Processes, StopRequest
from resnet_ref.recipe import label_smoothing_loss, parameter_groups, warmup_cosine
from resnet_ref.shapes import require_positive
from resnet_ref.train_utils import Batch, evaluate_classification, train_epoch_classification

LAST, PLATEAU, LOG, WEIGHTS = "last.pt", "before_cooldown.pt", "log.csv", "weights.safetensors"
PLACES = ("out", "data_dir", "resume", "progress", "tensorboard")  # say nothing of what was trained
# A run that goes on with another of these would be neither the old run nor a new one.
FIXED = ("width", "stem", "seed", "batch_size", "choose", "ema", "lr", "momentum", "weight_decay")


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
        help=f"go on from it (default: OUT/{LAST}); --epochs and what hangs on them may change",
    )
    p.add_argument(
        "--start-from",
        type=Path,
        metavar="WEIGHTS",
        help=f"a {WEIGHTS} to begin with, instead of random weights",
    )
    p.add_argument(
        "--choose", action="store_true", help="hold out a tenth to choose by; the test set stays shut"
    )
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--width", type=int, default=64)
    p.add_argument("--stem", choices=STEMS, default="cifar")
    p.add_argument("--epochs", type=int, default=50)
    p.add_argument("--batch-size", type=int, default=256, help="images per step, over all processes")
    p.add_argument(
        "--lr", type=float, default=0.3, help="highest learning rate, of SGD with Nesterov momentum"
    )
    p.add_argument("--momentum", type=float, default=0.9)
    p.add_argument("--weight-decay", type=float, default=5e-4, help="on convolution and linear weights only")
    p.add_argument("--schedule", choices=("cosine", "trapezoid"), default="cosine", help="after the warm-up")
    p.add_argument("--warmup", type=float, default=1.0, help="epochs of rising learning rate")
    p.add_argument("--cooldown", type=float, default=10.0, help="epochs of falling learning rate (trapezoid)")
    p.add_argument("--label-smoothing", type=float, default=0.1)
    p.add_argument("--cutout", type=int, default=0, help="side of the square cut out of each image")
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
        help="bfloat16 autocast (default: where the device computes with it)",
    )
    p.add_argument("--channels-last", action=argparse.BooleanOptionalAction, default=True)
    p.add_argument("--compile", action=argparse.BooleanOptionalAction, default=False)
    p.add_argument("--tensorboard", action="store_true", help="log to OUT/tensorboard too")
    p.add_argument("--progress", action=argparse.BooleanOptionalAction, default=sys.stderr.isatty())
    return p


def trapezoid(step: int, warmup_steps: int, cooldown_steps: int, total_steps: int) -> float:
    """Multiplier of the learning rate: linear from 0 to 1, level, then linear to 0 at the end.

    Until the cooldown begins nothing depends on `total_steps`, so the end can be moved. Source: Haegele et al. 2024,
    "Scaling Laws and Compute-Optimal Training Beyond Fixed Training Durations", arXiv:2405.18392.
    """
    return max(0.0, min(1.0, step / max(warmup_steps, 1), (total_steps - step) / max(cooldown_steps, 1)))


class Training:
    """Data, network, optimizer and schedule of one run, and where it stands."""

    def __init__(self, options: argparse.Namespace, processes: Processes, stop: StopRequest) -> None:
        self.options, self.processes = options, processes
        self.epoch = 0  # epochs done
        self.sums = [0.0] * 4  # of the epoch under way: loss, hits and number of images, and seconds
        require_positive(epochs=options.epochs)
        torch.manual_seed(options.seed)
        if options.bf16 is None:
            options.bf16 = fast_bf16(processes.device)
        self.batches, self.validation, self.plain = _read_data(options, processes, stop)
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
        if options.resume:
            self._resume(options.out / LAST if options.resume is True else options.resume)
        elif (options.out / LAST).exists():
            raise FileExistsError(
                f"{options.out / LAST} exists. Add --resume to go on from it, or choose another --out."
            )
        self.log = EpochLog(options.out / LOG, options.tensorboard and processes.rank == 0)
        self.log.keep(self.epoch)

    @property
    def evaluated(self) -> ResNet50:
        """The network that counts: the average of the weights where one is kept."""
        return self.network if self.average is None else cast(ResNet50, self.average.module)

    def _resume(self, path: Path) -> None:
        self.epoch, extra = load_checkpoint(path, self.network, self.optimizer, self.scheduler)
        for name in FIXED:
            was, now = extra["options"][name], getattr(self.options, name)
            if was != now:
                flag = "--" + name.replace("_", "-")
                raise ValueError(f"{path} was made with {flag} {was}, not {now}. Resume with {flag} {was}.")
        self.batches.first_step, self.sums = extra["step"], extra["sums"]
        self.before = extra.get("before", self.before)
        if self.average is not None:
            self.average.load_state_dict(extra["average"])

    def save(self, name: str = LAST) -> None:
        if self.processes.rank > 0:
            return
        extra = {
            "options": {key: str(v) if isinstance(v, Path) else v for key, v in vars(self.options).items()},
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
            self.save()
            self.log.add(row)
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
            "full_set": self.options.data_dir is not None,
            "mean": self.batches.mean.flatten().tolist(),
            "std": self.batches.std.flatten().tolist(),
            "processes": self.processes.world,
            "hardware": hardware(self.processes.device),
            "versions": {"torch": torch.__version__, "python": platform.python_version()},
            "curve": [{name: round(float(v), 4) for name, v in row.items()} for row in self.log.rows],
            "test": test,
            "before": self.before,
        }
        network = self.evaluated
        save_weights(self.options.out / WEIGHTS, network.state_dict(), network.arguments, about)


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


def _read_data(
    options: argparse.Namespace, processes: Processes, stop: StopRequest
) -> tuple[ResidentBatches, tuple[torch.Tensor, torch.Tensor] | None, Callable[..., Iterable[Batch]]]:
    """Training batches on the device, the images held out if any, and how images are served for evaluation."""
    images, labels = read_split(LoaderConfig(data_dir=options.data_dir), train=True)
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
    """Run the command line; exit status 0 when trained to the end, 128 + N when stopped by signal N."""
    options = parser().parse_args(arguments)
    with Processes(options.device) as processes, StopRequest(processes) as stop:
        try:
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
