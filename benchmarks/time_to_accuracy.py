"""Time until a full-width ResNet-50 gets 94, 95 and 96% of CIFAR-10's test images right, on one GPU.

    python benchmarks/time_to_accuracy.py --data-dir FOLDER                  # 5 seeds of each of the three runs
    python benchmarks/time_to_accuracy.py --width 4 --epochs 1 --seeds 1     # does it work here? a minute on a CPU

A run is `resnet_ref.train` with a number of epochs that was chosen beforehand on held-out training images, so every
run goes to its end and no run stops because the test set said so. What counts is the wall time of all training steps,
from the first batch of augmented images to the last weights, after one step of warm-up on other weights (CUDA's
start, cuDNN's choice of kernels and, with --compile, the compiler; its seconds stand beside). Reading the data from
disk and evaluation are left out. Plain accuracy is of one view of each image; augmented accuracy is of the mean of the
logits of the image and its mirror image, and stands apart.

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
from resnet_ref.train import Training, hardware
from resnet_ref.train import parser as training_parser

# Accuracy to reach -> epochs. Beginnings, to be tuned with --choose where a GPU is at hand: not yet measured.
RUNS = {0.94: 14, 0.95: 22, 0.96: 50}
RECIPE = ["--batch-size", "512", "--lr", "0.8", "--warmup", "2", "--label-smoothing", "0.1", "--ema", "0.99"]


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


def train(options: argparse.Namespace, epochs: int, seed: int) -> dict[str, float]:
    """One run to its end: seconds of training and of warming up, and both accuracies."""
    arguments = [*RECIPE, "--width", str(options.width), "--epochs", str(epochs), "--seed", str(seed)]
    if options.data_dir:
        arguments += ["--data-dir", str(options.data_dir)]
    if options.compile:
        arguments += ["--compile"]
    if options.choose:
        arguments += ["--choose"]
    with tempfile.TemporaryDirectory() as scratch, Processes() as processes, StopRequest(processes) as stop:
        begin = time.perf_counter()
        warm = _begin([*arguments, "--out", f"{scratch}/warm"], processes, stop)
        warm.batches.first_step = warm.batches.steps - 1
        warm.train_epoch()
        warm_up = time.perf_counter() - begin
        del warm
        training = _begin([*arguments, "--out", f"{scratch}/run"], processes, stop)
        while training.epoch < epochs and training.train_epoch():
            pass
        if stop.signal:
            raise SystemExit("Stopped.")
        seconds = sum(float(row["seconds"]) for row in training.log.rows)
        test = training.validation or read_split(LoaderConfig(data_dir=options.data_dir), train=False)
        plain, augmented = accuracies(training.evaluated, training, test)
    return {
        "seed": seed,
        "seconds": seconds,
        "warm_up_seconds": warm_up,
        "plain": plain,
        "augmented": augmented,
    }


def _begin(arguments: list[str], processes: Processes, stop: StopRequest) -> Training:
    return Training(training_parser().parse_args(arguments), processes, stop)


def summary(runs: list[dict[str, float]], key: str) -> str:
    """Mean and standard deviation, the latter only where there are two."""
    values = [run[key] for run in runs]
    spread = f" ± {statistics.stdev(values):.4g}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.5g}{spread}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data-dir", type=Path, help="folder of the full set (default: the bundled sample)")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--epochs", type=int, help="one run of so many epochs instead of the three")
    parser.add_argument("--compile", action="store_true", help="with torch.compile")
    parser.add_argument(
        "--choose", action="store_true", help="look at held-out training images instead of the test set"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    torch.backends.cudnn.benchmark = True
    plan = {None: options.epochs} if options.epochs else RUNS
    with Processes() as processes:
        machine = (
            f"{hardware(processes.device)}, torch {torch.__version__}, Python {platform.python_version()}"
        )
    rows: list[dict[str, Any]] = []
    print(machine)
    for target, epochs in plan.items():
        runs = [train(options, epochs, seed) for seed in range(options.seeds)]
        rows.append({"target": target, "epochs": epochs, "width": options.width, "runs": runs})
        reached = (
            ""
            if target is None
            else f"{sum(run['plain'] >= target for run in runs)} of {len(runs)} reach {target:.0%}; "
        )
        print(
            f"{epochs} epochs, width {options.width}: {reached}plain {summary(runs, 'plain')}, "
            f"augmented {summary(runs, 'augmented')}, {summary(runs, 'seconds')} s "
            f"(warm-up {summary(runs, 'warm_up_seconds')} s)",
            flush=True,
        )
    if options.json:
        print(json.dumps({"machine": machine, "rows": rows}, indent=1))


if __name__ == "__main__":
    main()
