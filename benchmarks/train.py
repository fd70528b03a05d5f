"""Images per second and peak memory of our training against two loops around torchvision's resnet50.

    python benchmarks/train.py [--rounds 3] [--steps 20] [--json]
    python benchmarks/train.py --profile docs/pictures/training_profile.png

Compared, at equal network (width 16, 3x3 stem), batch (128) and crops, each in processes of its own, in turns:

- ours: `resnet_ref.train` as it is meant to be run on a CPU, a process of one thread per core;
- plain: the loop of a tutorial: DataLoader, torchvision's transforms image by image, float32;
- switches: the same loop with every switch on: channels_last, bfloat16 where the processor has it, torch.compile,
  a fused optimizer, two workers that persist.

What compiling and the first steps take is left out. Memory is the largest sum, over all processes of a run, of what is
theirs (PSS; Linux). The claims: ours is at least 3 times as fast as plain, and no slower than switches.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from step import TorchvisionResNet50, describe_machine
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import v2

from resnet_ref.cifar10 import LoaderConfig, read_split
from resnet_ref.device import fast_bf16
from resnet_ref.processes import Processes, StopRequest

WIDTH, BATCH, WARM_UP = 16, 128, 4
NAMES = ("ours", "plain", "switches")
RATIOS = {"plain": 3.0, "switches": 1.0}  # ours must be so many times as fast


def train_ours(steps: int, out: Path) -> None:
    """Run the last steps of two epochs; the second one's speed is what the log says."""
    from resnet_ref.train import Training, parser

    arguments = ["--width", str(WIDTH), "--batch-size", str(BATCH), "--device", "cpu", "--out", str(out)]
    options = parser().parse_args(arguments)
    with Processes("cpu") as processes, StopRequest(processes) as stop:
        training = Training(options, processes, stop)
        for count in (WARM_UP, steps):
            training.batches.first_step = training.batches.steps - count
            training.train_epoch()
        if processes.rank == 0:
            print(json.dumps({"images_per_second": training.log.rows[-1]["images_per_second"]}))


class Photos(Dataset[tuple[torch.Tensor, int]]):
    """The sample's training images as PIL images, transformed when asked for, as torchvision's data sets do."""

    def __init__(self) -> None:
        images, self.labels = read_split(LoaderConfig(), train=True)
        self.photos = [v2.functional.to_pil_image(image) for image in images]
        self.transform = v2.Compose(
            [
                v2.RandomCrop(32, padding=4),
                v2.RandomHorizontalFlip(),
                v2.ToImage(),
                v2.ToDtype(torch.float32, scale=True),
                v2.Normalize((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)),
            ]
        )

    def __len__(self) -> int:
        return len(self.photos)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        return self.transform(self.photos[index]), int(self.labels[index])


def train_theirs(steps: int, switches: bool) -> None:
    """The loop that everybody writes, around torchvision's network."""
    workers: dict[str, Any] = {"num_workers": 2, "persistent_workers": True} if switches else {}
    loader = DataLoader(Photos(), BATCH, shuffle=True, drop_last=True, **workers)
    network: nn.Module = TorchvisionResNet50(10, WIDTH, "cifar")
    bf16 = switches and fast_bf16(torch.device("cpu"))
    if switches:
        network = network.to(memory_format=torch.channels_last)
        network.compile()
    optimizer = torch.optim.SGD(
        network.parameters(), 0.1, 0.9, weight_decay=5e-4, nesterov=True, fused=switches or None
    )
    batches = _endless(loader)
    network.train()
    for step in range(WARM_UP + steps):
        if step == WARM_UP:
            start = time.perf_counter()
        images, labels = next(batches)
        if switches:
            images = images.contiguous(memory_format=torch.channels_last)
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
            loss = nn.functional.cross_entropy(network(images), labels, label_smoothing=0.1)
        loss.backward()
        optimizer.step()
        loss.item()
    print(json.dumps({"images_per_second": steps * BATCH / (time.perf_counter() - start)}))


def _endless(loader: DataLoader[Any]) -> Iterator[Any]:
    while True:
        yield from loader


def run(name: str, steps: int) -> dict[str, float]:
    """One measurement of one of NAMES, in processes of its own."""
    cores = os.cpu_count() or 1
    command, threads = [sys.executable, __file__, "--one", name, "--steps", str(steps)], cores
    if name == "ours":
        launch = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(cores)]
        command, threads = [sys.executable, *launch, *command[1:]], 1
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
    with (
        tempfile.TemporaryFile("w+") as output,
        subprocess.Popen(command, env=environment, stdout=output, start_new_session=True) as process,
    ):
        peak = 0
        while process.poll() is None:
            peak = max(peak, _memory(process.pid))
            time.sleep(0.5)
        output.seek(0)
        lines = output.read().splitlines()
    if process.returncode:
        raise SystemExit(f"{name} ended with status {process.returncode}; its own words stand above.")
    found = json.loads(next(line for line in lines if line.startswith('{"images_per_second"')))
    return {**found, "megabytes": round(peak / 1e6)}


def _memory(session: int) -> int:
    """Bytes that belong to all processes of a session, shared pages divided among those that share them; Linux."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(folder.name)) == session:
                text = (folder / "smaps_rollup").read_text()
                total += 1024 * int(text.partition("\nPss:")[2].split()[0])
        except (OSError, IndexError, ValueError):
            continue  # it has ended
    return total


GROUPS = {
    "convolution, forward": ("mkldnn_convolution", "aten::convolution", "conv2d", "thnn"),
    "convolution, backward": ("convolution_backward",),
    "BatchNorm, forward": ("native_batch_norm", "batch_norm"),
    "BatchNorm, backward": ("native_batch_norm_backward",),
    "ReLU": ("relu", "clamp_min", "threshold_backward"),
    "additions": ("aten::add_", "aten::add"),
    "optimizer": ("Optimizer", "_foreach", "fused_sgd"),
    "augmentation": ("aten::index", "aten::where"),
}


def profile(path: Path) -> None:
    """Draw where the time of a training step goes, one process of one thread."""
    import matplotlib

    matplotlib.use("Agg")
    from torch.profiler import ProfilerActivity
    from torch.profiler import profile as record

    from resnet_ref.figures import new_figure
    from resnet_ref.train import Training, parser

    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as out, Processes("cpu") as processes, StopRequest(processes) as stop:
        options = parser().parse_args(
            ["--width", str(WIDTH), "--batch-size", str(BATCH), "--device", "cpu", "--out", out]
        )
        training = Training(options, processes, stop)
        training.batches.first_step = training.batches.steps - WARM_UP
        training.train_epoch()
        training.batches.first_step = training.batches.steps - 5
        with record(activities=[ProfilerActivity.CPU]) as recorded:
            training.train_epoch()
    seconds = dict.fromkeys([*GROUPS, "everything else"], 0.0)
    for event in recorded.key_averages():
        seconds[_group(event.key)] += event.self_cpu_time_total / 1e6
    total = sum(seconds.values())
    figure, [panel] = new_figure(1, 1, 7, 3)
    names = sorted(seconds, key=lambda name: seconds[name])
    bars = panel.barh(names, [100 * seconds[name] / total for name in names])
    panel.bar_label(bars, fmt="%.0f%%", padding=3)
    panel.set(xlabel="share of a training step", xlim=(0, 60))
    machine = describe_machine()
    images = 5 * BATCH / total
    figure.suptitle(f"{images:.0f} images a second, one thread, {machine['cpu']}", fontsize="medium")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=80)
    for name in reversed(names):
        print(f"{name:24} {seconds[name] / total:6.1%}")


def _group(key: str) -> str:
    # The longest name that fits, so that a backward pass is not taken for a forward one.
    fits = [(len(part), group) for group, parts in GROUPS.items() for part in parts if part in key]
    return max(fits)[1] if fits else "everything else"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each (default 3)")
    parser.add_argument("--steps", type=int, default=20, help="steps of each measurement (default 20)")
    parser.add_argument("--profile", type=Path, metavar="PNG", help="draw where our time goes instead")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", choices=NAMES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.profile:
        profile(options.profile)
        return
    if options.one == "ours":
        # Every process of the run has a folder of its own; only the first one writes.
        with tempfile.TemporaryDirectory() as out:
            train_ours(options.steps, Path(out))
        return
    if options.one:
        train_theirs(options.steps, switches=options.one == "switches")
        return
    found: dict[str, list[dict[str, float]]] = {name: [] for name in NAMES}
    for round_number in range(options.rounds):
        order = NAMES if round_number % 2 == 0 else NAMES[::-1]
        for name in order:
            found[name].append(run(name, options.steps))
    ratios = {
        name: [
            ours["images_per_second"] / theirs["images_per_second"]
            for ours, theirs in zip(found["ours"], found[name], strict=True)
        ]
        for name in RATIOS
    }
    machine = {**describe_machine(), "system": platform.system(), "bf16": fast_bf16(torch.device("cpu"))}
    if options.json:
        print(json.dumps({"machine": machine, "runs": found, "ratios": ratios}, indent=1))
        return
    print(", ".join(f"{key} {value}" for key, value in machine.items()))
    for name, runs in found.items():
        speeds = [row["images_per_second"] for row in runs]
        memory = max(row["megabytes"] for row in runs)
        print(
            f"{name:9} {statistics.median(speeds):6.1f} images/s ({min(speeds):.1f}..{max(speeds):.1f}), {memory} MB"
        )
    for name, values in ratios.items():
        median = statistics.median(values)
        verdict = "holds" if median >= RATIOS[name] else "fails"
        print(
            f"ours / {name}: {median:.2f} ({min(values):.2f}..{max(values):.2f}); at least {RATIOS[name]}: {verdict}"
        )


if __name__ == "__main__":
    main()
