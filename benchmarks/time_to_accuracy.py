"""Time until a full-width ResNet-50 gets 94, 95 and 96% of CIFAR-10's test images right, on one GPU.

    python benchmarks/time_to_accuracy.py --data-dir FOLDER --compile --runs FILE    # 5 seeds of three runs
    python benchmarks/time_to_accuracy.py --data-dir FOLDER --choose --epochs 12 --lr 1.0      # to tune a run
    python benchmarks/time_to_accuracy.py --width 4 --epochs 1 --seeds 1     # does it work here? a minute on a CPU

A run is `resnet_ref.train` with a recipe that was chosen beforehand on held-out training images, so every run goes to
its end and no run stops because the test set said so. What counts is the wall time of training, from the first batch of
augmented images to the last weights. Left out are reading the data from disk, evaluation, checkpoints, and warming up
on other weights, once for all runs (CUDA's start, cuDNN's choice of kernels, the compiler; its seconds stand beside).
Plain accuracy is of one view of each image; augmented accuracy is of the mean of the logits of the image and its
mirror image, and stands apart.

Each row says how many seeds reached the accuracy, the mean and the standard deviation of accuracy and time, and the
machine. ResNet-50 here: width 64, 3x3 stem, 23,520,842 parameters.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import torch
from torch import nn

from resnet_ref.augment import plain_batches
from resnet_ref.cifar10 import LoaderConfig, read_split
from resnet_ref.processes import Processes, StopRequest
from resnet_ref.train import LAST, Training, hardware
from resnet_ref.train import parser as training_parser

# Accuracy to reach -> what its runs do beside RECIPE. Not one has been measured: 38 epochs without cutout give 93.5%
# (benchmarks/README.md), and these go on from there.
RUNS = {
    0.94: "--epochs 48 --cooldown 46 --small-crop-epochs 16 --cutout 8",
    0.95: "--epochs 80 --cooldown 78 --small-crop-epochs 20 --cutout 8",
    0.96: "--epochs 200 --cooldown 198 --small-crop-epochs 40 --cutout 8",
}
RECIPE = (
    "--batch-size 500 --lr 1.0 --schedule trapezoid --warmup 2 --label-smoothing 0.1 --ema 0.99 --no-progress"
)


class Unsaved(Training):
    """A training that writes no checkpoints."""

    def save(self, name: str = LAST) -> None:
        pass


@torch.no_grad()
def accuracies(
    network: nn.Module, training: Training, test: tuple[torch.Tensor, torch.Tensor]
) -> list[float]:
    """Plain accuracy, and that of the mean over each image and its mirror image."""
    device = training.processes.device
    mean, std = (values.flatten().tolist() for values in (training.batches.mean, training.batches.std))
    hits = torch.zeros(2, dtype=torch.float64)
    network.eval()
    for images, labels in plain_batches(*test, mean, std, batch_size=500):
        images = images.to(device)
        plain = network(images)
        both = plain + network(images.flip(3))
        for index, logits in enumerate((plain, both)):
            hits[index] += (logits.argmax(1).cpu() == labels).sum()
    return (hits / len(test[0])).tolist()


def synchronized_seconds(device: torch.device) -> float:
    """The clock, once the device has done what it was asked to."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.perf_counter()


class Bench:
    """The machine's processes, a scratch folder, and whether a stop was requested."""

    def __init__(self, processes: Processes, stop: StopRequest, scratch: str) -> None:
        self.processes, self.stop, self.scratch = processes, stop, scratch

    def begin(self, arguments: list[str]) -> Training:
        out = tempfile.mkdtemp(dir=self.scratch)
        return Unsaved(training_parser().parse_args([*arguments, "--out", out]), self.processes, self.stop)

    def warm_up(self, arguments: list[str]) -> float:
        """Take the first step of the first and of the last epoch; seconds."""
        start = synchronized_seconds(self.processes.device)
        training = self.begin(arguments)
        for epoch in (0, training.options.epochs - 1):
            training.epoch, training.batches.first_step = epoch, training.batches.steps - 1
            training.train_epoch()
        return synchronized_seconds(self.processes.device) - start

    def run(self, arguments: list[str]) -> dict[str, float]:
        """One run to its end: seconds of training and both accuracies."""
        training = self.begin(arguments)
        start = synchronized_seconds(self.processes.device)
        while training.epoch < training.options.epochs and training.train_epoch():
            pass
        seconds = synchronized_seconds(self.processes.device) - start
        if self.stop.signal:
            raise SystemExit("Stopped.")
        data = LoaderConfig(data_dir=training.options.data_dir)
        plain, augmented = accuracies(
            training.evaluated, training, training.validation or read_split(data, train=False)
        )
        speed = statistics.median(float(row["images_per_second"]) for row in training.log.rows)
        return {"seconds": seconds, "plain": plain, "augmented": augmented, "images_per_second": speed}


def summary(runs: list[dict[str, Any]], key: str) -> str:
    """Mean and standard deviation, the latter only where there are two."""
    values = [run[key] for run in runs]
    spread = f" ± {statistics.stdev(values):.2g}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.5g}{spread}"


def row(target: float | None, runs: list[dict[str, Any]]) -> str:
    """What the runs to one accuracy came to."""
    reached = (
        f"{sum(run['plain'] >= target for run in runs)} of {len(runs)} reach {target:.0%}; " if target else ""
    )
    return (
        f"{runs[0]['recipe']}\n    {reached}plain {summary(runs, 'plain')}, augmented {summary(runs, 'augmented')}, "
        f"{summary(runs, 'seconds')} s after {summary(runs, 'warm_up_seconds')} s of warming up; {runs[0]['machine']}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").partition("\n")[0],
        epilog="Every other option goes to resnet_ref.train and overrides the recipe.",
    )
    parser.add_argument("--data-dir", type=Path, help="folder of the full set (default: the bundled sample)")
    parser.add_argument("--target", type=float, action="append", choices=RUNS, help="default: all three")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--epochs", type=int, help="one run of so many epochs instead of the three")
    parser.add_argument(
        "--runs", type=Path, help="JSON lines to add every run to; one that stands there is not repeated"
    )
    options, others = parser.parse_known_args()
    torch.backends.cudnn.benchmark = True
    targets: list[float | None] = [None] if options.epochs else options.target or list(RUNS)
    known = (
        [json.loads(line) for line in options.runs.read_text().splitlines()]
        if options.runs and options.runs.exists()
        else []
    )
    with tempfile.TemporaryDirectory() as scratch, Processes() as processes, StopRequest(processes) as stop:
        bench = Bench(processes, stop, scratch)
        machine = (
            f"{hardware(processes.device)}, torch {torch.__version__}, Python {platform.python_version()}"
        )
        print(machine, flush=True)
        for target in targets:
            plan = RUNS[target] if target else f"--epochs {options.epochs}"
            recipe = " ".join([RECIPE, plan, *others])
            runs, warm_up = [], None
            for seed in range(options.seeds):
                place = {"target": target, "seed": seed, "recipe": recipe, "machine": machine}
                run = next((old for old in known if place.items() <= old.items()), None)
                if run is None:
                    arguments = [*recipe.split(), "--seed", str(seed)]
                    arguments += ["--data-dir", str(options.data_dir)] if options.data_dir else []
                    warm_up = bench.warm_up(arguments) if warm_up is None else warm_up
                    run = place | {"warm_up_seconds": warm_up} | bench.run(arguments)
                    print(f"    seed {seed}: {run['plain']:.2%}, {run['seconds']:.1f} s", flush=True)
                    if options.runs:
                        with options.runs.open("a") as file:
                            file.write(json.dumps(run) + "\n")
                runs.append(run)
            print(row(target, runs), flush=True)


if __name__ == "__main__":
    main()
