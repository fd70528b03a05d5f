"""The processes that train together, and how they agree to stop."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from types import FrameType, TracebackType

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from resnet_ref.allocator import keep_freed_memory
from resnet_ref.device import choose_device


class Processes:
    """This process and its companions: one by itself, or those that torchrun started.

    Attributes:
        rank, world: this process's number, and how many there are.
        device: what this one computes on.
    """

    def __init__(self, device: str | None = None) -> None:
        self.rank, self.world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
        self.device = choose_device(device)
        if self.device.type == "cpu":
            keep_freed_memory()
        if self.world > 1:
            if self.device.type == "cuda":
                self.device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
                torch.cuda.set_device(self.device)
            backend = "nccl" if self.device.type == "cuda" else "gloo"
            # Long, so that a run may be held with SIGSTOP.
            dist.init_process_group(backend, timeout=timedelta(hours=12))

    def __enter__(self) -> Processes:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.world > 1:
            dist.destroy_process_group()

    def share(self, network: nn.Module) -> nn.Module:
        """`network`, with its gradients averaged over the processes."""
        return DistributedDataParallel(network) if self.world > 1 else network

    def sum(self, values: list[float]) -> list[float]:
        """Each of `values`, added up over the processes."""
        if self.world == 1:
            return values
        total = torch.tensor(values, dtype=torch.float64, device=self.device)
        dist.all_reduce(total)
        return total.tolist()


class StopRequest:
    """SIGINT or SIGTERM to any of the processes, noted instead of obeyed, and agreed on at the same batch.

    Call it after every batch, in every process: True once a request came. Outside its `with` block signals do what
    they did before.
    """

    def __init__(self, processes: Processes) -> None:
        self.processes = processes
        self.signal = 0

    def __enter__(self) -> StopRequest:
        self.before = {
            number: signal.signal(number, self._note) for number in (signal.SIGINT, signal.SIGTERM)
        }
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.signal = number

    def __call__(self) -> bool:
        return self.processes.sum([float(self.signal)])[0] > 0
