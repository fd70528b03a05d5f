"""One training step and one inference of ResNet50, ours against torchvision's, side by side in one process.

    python benchmarks/step.py [--pairs 100] [--case 32px-narrow] [--threads 1] [--control] [--json]

Both networks have the same width, stem, dtype, memory format and, loaded by name, weights; they see the same
batch and must give the same outputs before anything is timed. They run in turns, ours first in every other pair,
and what counts is the ratio within a pair, ours / theirs: another program on the machine slows both halves.
The claim is a median ratio of wall times of at most 1.02; it "holds" or "fails" when the whole 95% interval says
so and is "open" otherwise. The ratio of CPU times is steadier where other programs take the cores. Figures, and
how they were obtained: benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
import torchvision
from torch import nn
from torchvision.models.resnet import Bottleneck, ResNet

from resnet_ref.model import ResNet50

CLAIM = 1.02
PAIRS_PER_BUILD = 10
Pair = tuple[tuple[float, float], tuple[float, float]]  # ours, theirs; of each, wall and CPU seconds


@dataclass(frozen=True)
class Case:
    name: str
    width: int
    stem: str
    pixels: int
    batch: int
    bfloat16: bool = False  # by autocast, as in training
    channels_last: bool = False


# Small batches: what Python adds to a step weighs most there, and short pairs share the machine's mood.
CASES = (
    Case("32px", width=64, stem="cifar", pixels=32, batch=2),
    Case("224px", width=64, stem="imagenet", pixels=224, batch=1),
    Case("32px-narrow", width=16, stem="cifar", pixels=32, batch=32, bfloat16=True, channels_last=True),
)


class TorchvisionResNet50(ResNet):
    """torchvision's own blocks, stages and forward pass, with a choice of width and stem."""

    def __init__(self, num_classes: int, width: int, stem: str) -> None:
        self.width = width
        super().__init__(Bottleneck, [3, 4, 6, 3], num_classes)
        if stem == "cifar":
            self.conv1 = nn.Conv2d(3, width, kernel_size=3, padding=1, bias=False)
            self.maxpool = nn.Identity()
        else:
            self.conv1 = nn.Conv2d(3, width, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.fc = nn.Linear(32 * width, num_classes)

    def _make_layer(self, block: Any, planes: int, *args: Any, **kwargs: Any) -> nn.Sequential:
        # torchvision writes the width into its constructor as 64, so it is replaced where it arrives.
        if planes == 64:
            self.inplanes = self.width
        return super()._make_layer(block, planes * self.width // 64, *args, **kwargs)


def build_pair(case: Case, *, control: bool) -> tuple[nn.Module, nn.Module]:
    """Ours and theirs with equal weights; with `control`, theirs twice."""
    kind = TorchvisionResNet50 if control else ResNet50
    ours, theirs = kind(10, case.width, case.stem), TorchvisionResNet50(10, case.width, case.stem)
    theirs.load_state_dict(ours.state_dict())
    layout = torch.channels_last if case.channels_last else torch.contiguous_format
    return ours.to(memory_format=layout), theirs.to(memory_format=layout)


def training_step(
    model: nn.Module, images: torch.Tensor, labels: torch.Tensor, case: Case
) -> Callable[[], None]:
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4)

    def step() -> None:
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=case.bfloat16):
            loss = F.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()

    return step


def inference(model: nn.Module, images: torch.Tensor, case: Case) -> Callable[[], torch.Tensor]:
    @torch.inference_mode()
    def infer() -> torch.Tensor:
        with torch.autocast("cpu", torch.bfloat16, enabled=case.bfloat16):
            return model(images)

    return infer


def seconds(action: Callable[[], object]) -> tuple[float, float]:
    """Wall time and CPU time of one call."""
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - wall, time.process_time() - cpu


def time_pairs(ours: Callable[[], object], theirs: Callable[[], object], pairs: int) -> list[Pair]:
    """`pairs` measurements of each, next to each other, ours first in every other one."""
    for action in (ours, theirs, ours, theirs):  # allocators and kernels warm up
        action()
    measured: list[Pair] = []
    for index in range(pairs):
        first, second = (ours, theirs) if index % 2 == 0 else (theirs, ours)
        pair = seconds(first), seconds(second)
        measured.append(pair if index % 2 == 0 else pair[::-1])
    return measured


def ratios(pairs: list[Pair], clock: int) -> dict[str, Any]:
    """Median of ours / theirs over the pairs, the median's 95% interval, and the quartiles of the pairs."""
    values = sorted(ours[clock] / theirs[clock] for ours, theirs in pairs)
    # Distribution-free: the rank of the median among n values is binomial.
    rank = max(0, int((len(values) - 1.96 * len(values) ** 0.5) / 2))
    first, median, third = statistics.quantiles(values, n=4, method="inclusive")
    return {"median": median, "interval_95": [values[rank], values[-1 - rank]], "quartiles": [first, third]}


def summarise(pairs: list[Pair]) -> dict[str, Any]:
    wall, cpu = ratios(pairs, 0), ratios(pairs, 1)
    low, high = wall["interval_95"]
    return {
        "ours_ms": 1000 * statistics.median(ours[0] for ours, _ in pairs),
        "theirs_ms": 1000 * statistics.median(theirs[0] for _, theirs in pairs),
        "wall_ratio": wall,
        "cpu_ratio": cpu,
        "verdict": "holds" if high <= CLAIM else "fails" if low > CLAIM else "open",
    }


def measure(case: Case, pairs: int, *, control: bool) -> list[dict[str, Any]]:
    """One row for inference and one for the training step, over networks built afresh every few pairs.

    Where a network happens to lie in memory may change its speed, which more pairs of the same two networks would
    never average out.
    """
    torch.manual_seed(0)
    images, labels = torch.randn(case.batch, 3, case.pixels, case.pixels), torch.randint(10, (case.batch,))
    if case.channels_last:
        images = images.contiguous(memory_format=torch.channels_last)
    measured: dict[str, list[Pair]] = {"inference": [], "training step": []}
    for start in range(0, pairs, PAIRS_PER_BUILD):
        count = min(PAIRS_PER_BUILD, pairs - start)
        ours, theirs = build_pair(case, control=control)
        infer = inference(ours.eval(), images, case), inference(theirs.eval(), images, case)
        torch.testing.assert_close(infer[0](), infer[1](), msg="the two networks differ: nothing to compare")
        measured["inference"] += time_pairs(*infer, count)
        step = (
            training_step(ours.train(), images, labels, case),
            training_step(theirs.train(), images, labels, case),
        )
        measured["training step"] += time_pairs(*step, count)
    return [{"case": case.name, "what": what, **summarise(found)} for what, found in measured.items()]


def describe_machine() -> dict[str, Any]:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "cpu": names[0] if names else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "torchvision": torchvision.__version__,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=100, help="measurements of each network (default 100)")
    parser.add_argument("--case", choices=[case.name for case in CASES], help="only this one")
    parser.add_argument("--threads", type=int, default=1, help="of torch (default 1)")
    parser.add_argument(
        "--control", action="store_true", help="torchvision against itself: the method's own error"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.pairs < 6:
        parser.error("--pairs must be at least 6: fewer give no 95% interval of a median.")
    torch.set_num_threads(options.threads)

    machine = describe_machine()
    cases = [case for case in CASES if options.case in (None, case.name)]
    rows = [row for case in cases for row in measure(case, options.pairs, control=options.control)]
    if options.json:
        settings = {
            "pairs": options.pairs,
            "control": options.control,
            "cases": [asdict(case) for case in cases],
        }
        print(json.dumps({"machine": machine, **settings, "results": rows}, indent=2))
        return
    print(", ".join(f"{key} {value}" for key, value in machine.items()))
    for case in cases:
        print(case)
    layout = "{:<12} {:<14} {:>8} {:>8}  {:<21}  {:<21}  {}"
    print(
        layout.format(
            "case", "what", "ours ms", "theirs", "wall ratio (95%)", "CPU ratio (95%)", f"<= {CLAIM}"
        )
    )
    for row in rows:
        found = (row["wall_ratio"], row["cpu_ratio"])
        spread = ("{:.3f} ({:.3f}..{:.3f})".format(ratio["median"], *ratio["interval_95"]) for ratio in found)
        times = (f"{row['ours_ms']:.1f}", f"{row['theirs_ms']:.1f}")
        print(layout.format(row["case"], row["what"], *times, *spread, row["verdict"]))


if __name__ == "__main__":
    main()
