"""One training step and one inference of ResNet50, ours against torchvision's, side by side in one process.

    python benchmarks/step.py [--pairs 40] [--case 32px-narrow] [--threads 1] [--control] [--json]

Both networks have the same width, stem, dtype, memory format and, loaded by name, weights; they see the same
batch and must give the same outputs before anything is timed. They run in turns, ours first in every other pair,
and what counts is the ratio within a pair, ours / theirs: another program on the machine slows both halves.
The claim is a median ratio of at most 1.02. Figures, and how they were obtained: benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
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


@dataclass(frozen=True)
class Case:
    name: str
    width: int
    stem: str
    pixels: int
    batch: int
    bfloat16: bool = False  # by autocast, as in training
    channels_last: bool = False


CASES = (
    Case("32px", width=64, stem="cifar", pixels=32, batch=8),
    Case("224px", width=64, stem="imagenet", pixels=224, batch=2),
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


def seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def compare(actions: Sequence[Callable[[], object]], pairs: int) -> dict[str, Any]:
    """Medians in milliseconds; the ratio's median, the median's 95% interval, and the quartiles of the pairs."""
    for action in (*actions, *actions):  # allocators and kernels warm up
        action()
    times: tuple[list[float], list[float]] = ([], [])
    for index in range(pairs):
        for who in (0, 1) if index % 2 == 0 else (1, 0):
            times[who].append(seconds(actions[who]))
    ratios = sorted(ours / theirs for ours, theirs in zip(*times, strict=True))
    # Distribution-free: the rank of the median among n values is binomial.
    rank = max(0, int((pairs - 1.96 * pairs**0.5) / 2))
    low, high = ratios[rank], ratios[-1 - rank]
    quartiles = statistics.quantiles(ratios, n=4, method="inclusive")
    return {
        "ours_ms": 1000 * statistics.median(times[0]),
        "theirs_ms": 1000 * statistics.median(times[1]),
        "ratio": statistics.median(ratios),
        "ratio_95": [low, high],
        "ratio_quartiles": [quartiles[0], quartiles[2]],
        "verdict": "holds" if high <= CLAIM else "fails" if low > CLAIM else "open",
    }


def measure(case: Case, pairs: int, *, control: bool) -> list[dict[str, Any]]:
    torch.manual_seed(0)
    images, labels = torch.randn(case.batch, 3, case.pixels, case.pixels), torch.randint(10, (case.batch,))
    if case.channels_last:
        images = images.contiguous(memory_format=torch.channels_last)
    nets = build_pair(case, control=control)
    infer = [inference(net.eval(), images, case) for net in nets]
    torch.testing.assert_close(infer[0](), infer[1](), msg="the two networks differ: nothing to compare")
    rows = [{"what": "inference", **compare(infer, pairs)}]
    steps = [training_step(net.train(), images, labels, case) for net in nets]
    rows.append({"what": "training step", **compare(steps, pairs)})
    return [{"case": case.name, **row} for row in rows]


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
    parser.add_argument("--pairs", type=int, default=40, help="measurements of each network (default 40)")
    parser.add_argument("--case", choices=[case.name for case in CASES], help="only this one")
    parser.add_argument("--threads", type=int, default=1, help="of torch (default 1)")
    parser.add_argument(
        "--control", action="store_true", help="torchvision against itself: the method's own error"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.pairs < 2:
        parser.error("--pairs must be at least 2, better 20 or more.")
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
    layout = "{:<12} {:<14} {:>8} {:>8} {:>6}  {:<14}  {:<14}  {}"
    print(
        layout.format(
            "case", "what", "ours ms", "theirs", "ratio", "95% of median", "quartiles", f"at most {CLAIM}"
        )
    )
    for row in rows:
        spreads = ("{:.3f}..{:.3f}".format(*row[key]) for key in ("ratio_95", "ratio_quartiles"))
        numbers = (f"{row['ours_ms']:.1f}", f"{row['theirs_ms']:.1f}", f"{row['ratio']:.3f}")
        print(layout.format(row["case"], row["what"], *numbers, *spreads, row["verdict"]))


if __name__ == "__main__":
    main()
