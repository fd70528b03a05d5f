"""07: top-k accuracy, one epoch of training, one pass of evaluation.

Nothing is trained to an accuracy: three tiny batches, the last of them smaller, go through networks that write down
how each pass finds them. An epoch of training must not count gradients left over from before the call, so
`zero_grad` at the end of the loop alone is a mistake; wherever else it stands is a matter of style.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader

from autograder.comparing import CheckFailed, Observer, assert_same, check, randn
from autograder.inside.probing import number, raised

TOPK = '"Right among the best k"'
MEANS = '"Means over samples"'
ORDER = '"One batch, step by step"'
SCHEDULE = '"A scheduler that steps per batch"'
MODES = '"Train mode and eval mode"'
TRACELESS = '"An evaluation leaves no trace"'
DEVICE = '"Where the batch lives"'
LOADERS = '"Means over samples": what a loader leaves out'

Batch = tuple[torch.Tensor, torch.Tensor]


# What is drawn


def ranked(rng: torch.Generator, ranks: Iterable[int], num_classes: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits [N, K] without ties, all of them negative, and targets [N] that stand at these ranks among them."""
    rows, targets = [], []
    for rank in ranks:
        classes = torch.randperm(num_classes, generator=rng)
        heights = -1.1 * (1 + torch.arange(num_classes) + 0.3 * torch.rand(num_classes, generator=rng))
        rows.append(torch.empty(num_classes).scatter_(0, classes, heights))
        targets.append(int(classes[rank - 1]))
    return torch.stack(rows), torch.tensor(targets)


def shuffled(rng: torch.Generator, ranks: list[int]) -> list[int]:
    """The same ranks in another order."""
    return [ranks[i] for i in torch.randperm(len(ranks), generator=rng).tolist()]


def draw_table(rng: torch.Generator, batches: list[list[int]], num_classes: int) -> dict[str, Any]:
    """Samples for `Table`: the first of these batches sets the size, the last may be smaller."""
    logits, targets = ranked(rng, [r for batch in batches for r in shuffled(rng, batch)], num_classes)
    return {"images": logits[:, :, None, None], "targets": targets, "size": len(batches[0])}


def draw_parts(rng: torch.Generator, batches: list[list[int]], num_classes: int) -> dict[str, Any]:
    """Samples for `Table`, and five of them, of which more are right than of all."""
    given = draw_table(rng, batches, num_classes)
    right = (given["images"].flatten(1).argmax(1) == given["targets"]).nonzero().flatten().tolist()
    wrong = [i for i in range(len(given["targets"])) if i not in right]
    return {**given, "few": [*right[:3], *wrong[:2]]}


def draw_net(rng: torch.Generator) -> dict[str, Any]:
    """Ten samples in batches of four, four and two, and everything that `SmallNet` holds."""
    classes = 6
    return {
        "images": randn(rng, 10, 2, 5, 4),
        "targets": torch.randint(classes, (10,), generator=rng),
        "size": 4,
        "state": {
            # Small, since BatchNorm makes the gradient so much larger: whoever cuts gradients off is seen.
            "stem.conv.weight": 0.1 * randn(rng, 3, 2, 3, 3),
            "stem.bn.weight": 0.7 + torch.rand(3, generator=rng),
            "stem.bn.bias": 0.3 * randn(rng, 3),
            "stem.bn.running_mean": randn(rng, 3),
            "stem.bn.running_var": 0.2 + torch.rand(3, generator=rng),
            "stem.bn.num_batches_tracked": torch.tensor(3),
            "fc.weight": randn(rng, classes, 3),
            "fc.bias": 0.3 * randn(rng, classes),
        },
    }


# What the probes hand over: a network, a loss, a schedule and a loader that write down what happens to them


class Log(list):  # type: ignore[type-arg]  # without a subscript, since only its source text travels
    """What happened, in order. A copy of a network goes on writing into the same one."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Log:
        return self


class SmallNet(nn.Module):
    """A convolution and BatchNorm in a stem, dropout and a linear layer; writes down how every pass finds it."""

    def __init__(self, state: dict[str, torch.Tensor], log: Log, dropout: float = 0.0, fails_at: int = 0):
        super().__init__()
        self.stem = nn.Sequential()
        self.stem.add_module("conv", nn.Conv2d(2, 3, 3, bias=False))
        self.stem.add_module("bn", nn.BatchNorm2d(3))
        self.drop = nn.Dropout(dropout)
        self.fc = nn.Linear(3, len(state["fc.bias"]))
        self.load_state_dict(state)
        self.log, self.fails_at = log, fails_at

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        modes = {name or "model": module.training for name, module in self.named_modules()}
        self.log.append({"what": "forward pass", "samples": len(images), "training": modes})
        if self.fails_at == len([row for row in self.log if row["what"] == "forward pass"]):
            raise RuntimeError("A forward pass that fails on purpose.")
        maps = torch.relu(self.stem(images))
        logits: torch.Tensor = self.fc(self.drop(maps).mean(dim=(2, 3)))
        if logits.requires_grad:
            logits.register_hook(lambda _: self.log.append({"what": "backward pass"}))
        return logits


class Placed(nn.Parameter):
    """A parameter that names its device in full, so that going by `device` or by the model comes to the same."""

    @property
    def device(self) -> torch.device:  # type: ignore[override]
        return torch.device("cpu:0")


class Table(nn.Module):
    """Its images are the logits themselves, [N, K, 1, 1]."""

    def __init__(self, placed: bool = False) -> None:
        super().__init__()
        self.scale = Placed(torch.ones(1)) if placed else nn.Parameter(torch.ones(1))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.scale * images.flatten(1)


class Criterion(nn.Module):
    """A mean over samples that is not plain cross-entropy; writes down whether a graph was kept for it."""

    def __init__(self, log: Log):
        super().__init__()
        self.log = log

    def forward(self, logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        self.log.append({"what": "loss", "graph": logits.requires_grad})
        return F.cross_entropy(logits, targets, label_smoothing=0.3)


class Schedule(torch.optim.lr_scheduler.LambdaLR):
    """The learning rate times the next of `multipliers` at every step; writes its steps down."""

    def __init__(self, optimizer: torch.optim.Optimizer, multipliers: list[float], log: Log):
        self.log = Log()
        super().__init__(optimizer, lambda step: multipliers[min(int(step), len(multipliers) - 1)])
        self.log = log

    def step(self, *args: Any) -> None:
        super().step(*args)
        self.log.append({"what": "scheduler step"})


class Elsewhere(torch.Tensor):
    """A tensor on a device of its own, from which only `.to` brings it here: what a GPU is to the CPU.

    Here is "cpu:0", which torch takes for the CPU as it does "cpu", so a device that nobody asked for can be told.
    """

    inside: torch.Tensor
    label: str
    moved: list[str]

    @staticmethod
    def __new__(cls: type[Elsewhere], inside: torch.Tensor, label: str, moved: list[str]) -> Elsewhere:
        outside = torch.Tensor._make_wrapper_subclass(
            cls, inside.shape, dtype=inside.dtype, device=torch.device("meta")
        )
        outside.inside, outside.label, outside.moved = inside, label, moved
        return outside

    def __init__(self, *_: Any) -> None:
        pass

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]
        cls, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        from torch.utils._pytree import tree_leaves, tree_map

        kwargs = kwargs or {}
        tensors = [t for t in tree_leaves((args, kwargs)) if isinstance(t, torch.Tensor)]
        first = next(t for t in tensors if isinstance(t, cls))
        inside = tree_map(lambda t: t.inside if isinstance(t, cls) else t, (args, kwargs))
        here = [t for t in tensors if not isinstance(t, cls)]
        devices = [v.type for v in tree_leaves((args, kwargs)) if isinstance(v, torch.device)]
        if str(func.overloadpacket) in ("aten._to_copy", "aten.to") and (here or "cpu" in devices):
            asked = any(v == torch.device("cpu:0") for v in tree_leaves((args, kwargs)))
            first.moved.append(first.label if asked else f"{first.label} elsewhere")
            return func(*inside[0], **inside[1])
        if any(t.dim() for t in here):
            what = first.label.partition(" ")[0]
            raise RuntimeError(
                f"Expected all tensors to be on the same device, but the {what} were not moved to `device`."
            )
        out = func(*inside[0], **inside[1])
        return tree_map(lambda t: cls(t, first.label, first.moved) if isinstance(t, torch.Tensor) else t, out)


def loader_of(
    given: dict[str, Any], change: Callable[[Batch], Batch] = lambda batch: batch
) -> DataLoader[Any]:
    """A DataLoader of the given samples in order; `change` sees every batch before it is handed out."""
    from torch.utils.data import DataLoader, TensorDataset, default_collate

    samples = TensorDataset(given["images"], given["targets"])
    return DataLoader(
        samples, batch_size=given["size"], collate_fn=lambda rows: change(default_collate(rows))
    )


class OneWay:
    """Batches that come once, one after the other; nobody knows beforehand how many."""

    def __init__(self, batches: Iterable[Batch]) -> None:
        self.batches = iter(batches)

    def __iter__(self) -> Any:
        return self.batches


def partial_loaders(given: dict[str, Any]) -> dict[str, Any]:
    """DataLoaders that hand out fewer samples than their dataset has, or in batches of several sizes, by name."""
    from torch.utils.data import DataLoader, SubsetRandomSampler, TensorDataset

    samples, size, few = TensorDataset(given["images"], given["targets"]), given["size"], given["few"]
    random = SubsetRandomSampler(few, generator=torch.Generator().manual_seed(1))
    uneven = [few[:1], few[1:], [i for i in range(len(samples)) if i not in few]]
    return {
        "with drop_last=True": DataLoader(samples, size, drop_last=True),
        "with a sampler that picks only some samples": DataLoader(samples, size, sampler=random),
        "with a sampler that repeats a sample": DataLoader(samples, size, sampler=[*few, *few[:1]]),
        "with a batch sampler and batches of different sizes": DataLoader(samples, batch_sampler=uneven),
        "with only one batch": DataLoader(samples, 2 * size, sampler=few),
    }


def plain_iterables(given: dict[str, Any]) -> dict[str, Any]:
    """Batches that come from no DataLoader, by name."""
    batches = list(loader_of(given))
    return {"a list of batches": batches, "an iterator that can be used only once": OneWay(batches)}


def kept(batch: Batch, handed: Log) -> Batch:
    """The batch itself, noted in `handed` beside a copy."""
    handed.append([batch, [tensor.clone() for tensor in batch]])
    return batch


def untouched(handed: Log) -> bool:
    """Whether all batches that were handed out still hold what they held."""
    return all(
        torch.equal(t, copy) for batch, copies in handed for t, copy in zip(batch, copies, strict=True)
    )


def numbers(result: Any, keys: Iterable[Any]) -> dict[str, Any]:
    """What a dict, of whatever class, holds under these keys."""
    from collections.abc import Mapping

    if not isinstance(result, Mapping):
        return {str(key): f"not a dict, but {number(result)}" for key in keys}
    return {str(key): number(result[key]) if key in result else "missing" for key in keys}


def in_eval_mode(model: nn.Module) -> list[str]:
    """Names of the modules of `model` that are in eval mode."""
    return [name or "model" for name, module in model.named_modules() if not module.training]


# 07.topk


def accuracies(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the accuracies of every case, and which arguments hold other values than before."""
    found: dict[str, Any] = {}
    changed: set[str] = set()
    for case in given["cases"]:
        logits, targets = case["logits"], case["targets"]
        copies = logits.clone(), targets.clone()
        if case["ks"] is None:
            result, ks = lesson._topk_accuracies(logits, targets), [1, 5]
        else:
            result, ks = lesson._topk_accuracies(logits, targets, tuple(case["ks"])), case["ks"]
        changed |= {"logits"} if not torch.equal(logits, copies[0]) else set()
        changed |= {"targets"} if not torch.equal(targets, copies[1]) else set()
        samples, classes = logits.shape
        name = f"{samples} sample{'s' if samples > 1 else ''} of {classes} classes, ks={tuple(ks)}"
        found[name] = {f"top-{k}": value for k, value in numbers(result, ks).items()}
    return {"accuracies": found, "changed": sorted(changed)}


def topk_case(
    rng: torch.Generator, ranks: list[int], num_classes: int, ks: list[int] | None
) -> dict[str, Any]:
    """One call: targets at these ranks, in an order that is drawn."""
    logits, targets = ranked(rng, shuffled(rng, ranks), num_classes)
    return {"logits": logits, "targets": targets, "ks": ks}


# Of 23 targets 6 stand highest, 4 second, and so on; 7 of them beyond the first five of ten.
RANKS = [1] * 6 + [2] * 4 + [3] * 3 + [4] * 2 + [5] + [6] * 2 + [7] + [8] + [9] + [10] * 2


@check("07.topk", "top-k accuracy as a fraction of the samples", weight=3, reread=TOPK)
def test_fractions(observe: Observer) -> None:
    cases = [
        topk_case(observe.rng, RANKS, 10, None),
        topk_case(observe.rng, RANKS, 12, [1, 2, 3, 4]),
        topk_case(observe.rng, [1, 3, 2, 6, 5], 6, [2]),
        topk_case(observe.rng, [1], 7, None),
        topk_case(observe.rng, [4], 7, None),
    ]
    turned = topk_case(observe.rng, RANKS, 11, None)  # the same values with another stride
    turned["logits"] = turned["logits"].T.contiguous().T
    student, reference = observe(accuracies, {"cases": [*cases, turned]})
    assert_same(student["accuracies"], reference["accuracies"])


@check("07.topk", "ks in any order", weight=1, reread=TOPK)
def test_ks_in_any_order(observe: Observer) -> None:
    orders = ([5, 1], [3, 5, 1, 2], [4, 2])
    student, reference = observe(
        accuracies, {"cases": [topk_case(observe.rng, RANKS, 10, ks) for ks in orders]}
    )
    assert_same(student["accuracies"], reference["accuracies"])


@check("07.topk", "k larger than the number of classes", weight=2, reread=TOPK)
def test_k_beyond_the_classes(observe: Observer) -> None:
    cases = [
        topk_case(observe.rng, [1, 2, 2, 3, 4, 4, 4], 4, None),
        topk_case(observe.rng, [1, 3, 3, 2], 3, [7, 2, 3]),
        topk_case(observe.rng, [1, 2, 2], 2, [1, 2, 3]),
        topk_case(observe.rng, [1, 1], 1, None),
    ]
    student, reference = observe(accuracies, {"cases": cases})
    assert_same(student["accuracies"], reference["accuracies"])


@check("07.topk", "logits and targets unchanged", weight=1, reread=TOPK, supports=True)
def test_topk_leaves_inputs_alone(observe: Observer) -> None:
    case = topk_case(observe.rng, RANKS, 10, [1, 2, 3])
    student, _ = observe(accuracies, {"cases": [case]})
    if student["changed"]:
        raise CheckFailed(f"Your code changed these arguments in place: {listed(student['changed'])}.")


# 07.train_epoch


def trained(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: what an epoch on three batches did to a small network, and in which order."""
    log = Log()
    model = SmallNet(given["state"], log)
    model.train()
    for name in given.get("in eval mode", []):
        dict(model.named_modules())[name].training = False
    for name, gradient in given.get("leftover gradients", {}).items():
        dict(model.named_parameters())[name].grad = gradient
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3, momentum=0.9, weight_decay=0.02)
    optimizer.register_step_post_hook(
        lambda used, *_: log.append({"what": "optimizer step", "rate": used.param_groups[0]["lr"]})
    )
    keywords = {}
    if "multipliers" in given:
        keywords["scheduler"] = Schedule(optimizer, given["multipliers"], log)
    handed = Log()
    loader = loader_of(given, lambda batch: kept(batch, handed))
    result = lesson.train_epoch_classification(model, loader, optimizer, Criterion(log), **keywords)
    forward = [row for row in log if row["what"] == "forward pass"]
    steps = ("forward pass", "backward pass", "optimizer step")
    return {
        "weights": {name: value.clone() for name, value in model.state_dict().items() if "num_" not in name},
        "order": [row["what"] for row in log if row["what"] in steps],
        "steps of optimizer and scheduler": [row["what"] for row in log if row["what"].endswith("r step")],
        "learning rates": [row["rate"] for row in log if "rate" in row] + [optimizer.param_groups[0]["lr"]],
        "samples": [row["samples"] for row in forward],
        "in eval mode": [[n for n, training in row["training"].items() if not training] for row in forward],
        "batches untouched": untouched(handed),
        "result": numbers(result, ("loss", "top1")),
        "still on a graph": [
            key
            for key in ("loss", "top1")
            if isinstance(result, dict) and getattr(result.get(key), "requires_grad", False)
        ],
    }


def averaged_in_training(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: what an epoch returns at learning rate zero, where every batch meets the same weights."""
    model = Table()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
    result = lesson.train_epoch_classification(model, loader_of(given), optimizer, Criterion(Log()))
    return {"result": numbers(result, ("loss", "top1"))}


def averaged_over_parts(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: what an epoch at learning rate zero returns for loaders that do not hand out their dataset once."""
    found = {}
    for name, loader in partial_loaders(given).items():
        model = Table()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
        result = lesson.train_epoch_classification(model, loader, optimizer, Criterion(Log()))
        found[f"a DataLoader {name}"] = numbers(result, ("loss", "top1"))
    return found


def averaged_over_iterables(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: what an epoch at learning rate zero returns for batches that come from no DataLoader."""
    found = {}
    for name, batches in plain_iterables(given).items():
        model = Table()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
        result = lesson.train_epoch_classification(model, batches, optimizer, Criterion(Log()))
        found[name] = numbers(result, ("loss", "top1"))
    return found


def moved_in_training(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: which batches of a loader on another device were moved to the one that was asked for."""
    model, moved = Table(placed=True), Log()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
    lesson.train_epoch_classification(
        model, elsewhere_loader(given, moved), optimizer, Criterion(Log()), "cpu:0"
    )
    return {"moved": sorted(set(moved))}


def elsewhere_loader(given: dict[str, Any], moved: Log) -> DataLoader[Any]:
    """A loader whose batches lie on another device; `moved` gets the names of those that are brought here."""
    count = Log()

    def send(batch: Batch) -> Batch:
        count.append(len(count) + 1)
        images, targets = batch
        number = count[-1]
        return Elsewhere(images, f"images {number}", moved), Elsewhere(targets, f"targets {number}", moved)

    return loader_of(given, send)


def listed(words: list[str]) -> str:
    """Words as a sentence has them."""
    return ", ".join(words) if words else "none"


# Top-1 is 5/9 over the samples, 2/3 over the batches, 1 in the last and 3/4 in the first.
TRAINING_RANKS = [[1, 1, 1, 4], [1, 2, 6, 3], [1]]


@check(
    "07.train_epoch", "weights, running statistics, loss and top-1 after an epoch", weight=16, reread=ORDER
)
def test_epoch(observe: Observer) -> None:
    for part in (test_weights_after_an_epoch, test_training_means):
        part(observe)


@check("07.train_epoch", "weights and running statistics after an epoch", weight=1, reread=ORDER)
def test_weights_after_an_epoch(observe: Observer) -> None:
    student, reference = observe(trained, draw_net(observe.rng))
    assert_same({"after the epoch": student["weights"]}, {"after the epoch": reference["weights"]})


@check("07.train_epoch", "loss and top-1 as means over the samples", weight=1, reread=MEANS)
def test_training_means(observe: Observer) -> None:
    student, reference = observe(averaged_in_training, draw_table(observe.rng, TRAINING_RANKS, 6))
    assert_same(student, reference)
    # Where every step changes the network: of each batch as it was when its turn came.
    student, reference = observe(trained, draw_net(observe.rng))
    assert_same({"result": student["result"]}, {"result": reference["result"]})


@check("07.train_epoch", "loaders that leave samples out", weight=2, reread=LOADERS)
def test_training_on_parts(observe: Observer) -> None:
    assert_same(*observe(averaged_over_parts, draw_parts(observe.rng, TRAINING_RANKS, 6)))


@check("07.train_epoch", "batches from any iterable", weight=1, reread=LOADERS)
def test_training_on_iterables(observe: Observer) -> None:
    assert_same(*observe(averaged_over_iterables, draw_parts(observe.rng, TRAINING_RANKS, 6)))


@check("07.train_epoch", "parameters that already have gradients", weight=1, reread=ORDER)
def test_leftover_gradients(observe: Observer) -> None:
    given = draw_net(observe.rng)
    given["leftover gradients"] = {
        name: 3 * randn(observe.rng, *value.shape)
        for name, value in given["state"].items()
        if name.endswith(("weight", "bias"))
    }
    student, reference = observe(trained, given)
    assert_same({"after the epoch": student["weights"]}, {"after the epoch": reference["weights"]})


@check("07.train_epoch", "one scheduler step per batch", weight=4, reread=SCHEDULE, supports=True)
def test_scheduler_per_batch(observe: Observer) -> None:
    multipliers = torch.rand(8, generator=observe.rng).add(0.2).tolist()
    student, reference = observe(trained, {**draw_net(observe.rng), "multipliers": multipliers})
    steps = "steps of optimizer and scheduler"
    if student[steps] != reference[steps]:
        raise CheckFailed(
            f"The first steps of your code were: {listed(student[steps][:6])}. For each of the three batches there "
            "should be one optimizer step and then one scheduler step."
        )
    assert_same(
        {"learning rates": student["learning rates"]}, {"learning rates": reference["learning rates"]}
    )


@check(
    "07.train_epoch",
    "forward pass, backward pass and optimizer step of each batch",
    weight=1,
    reread=ORDER,
    supports=True,
)
def test_order_of_a_batch(observe: Observer) -> None:
    student, reference = observe(trained, draw_net(observe.rng))
    if student["order"] != reference["order"]:
        raise CheckFailed(
            f"The first steps of your code were: {listed(student['order'][:6])}. Expected for each of the three "
            "batches: forward pass, backward pass, optimizer step."
        )
    samples = "samples in each forward pass"
    assert_same({samples: student["samples"]}, {samples: reference["samples"]})
    if not student["batches untouched"]:
        raise CheckFailed("Your code changed a batch of the loader in place.")


@check("07.train_epoch", "train mode, whatever mode the model was in", weight=3, reread=MODES, supports=True)
def test_train_mode(observe: Observer) -> None:
    # All but one in eval mode: leaving the modes alone, and setting them all to eval, are then two things.
    for found in (["", "stem", "stem.conv", "stem.bn", "fc"], ["stem.bn"]):
        student, reference = observe(trained, {**draw_net(observe.rng), "in eval mode": found})
        require_modes(student["in eval mode"], reference["in eval mode"])


@check("07.train_epoch", "plain numbers in the result", weight=1, reread=MEANS, supports=True)
def test_returns_numbers(observe: Observer) -> None:
    student, reference = observe(trained, draw_net(observe.rng))
    for key, value in student["result"].items():
        if not isinstance(value, float):
            raise CheckFailed(f"Your result should have a number for {key!r}; found: {value}.")
    if student["still on a graph"] != reference["still on a graph"]:
        raise CheckFailed(
            f"The value of {listed([repr(k) for k in student['still on a graph']])} in your result is still part of "
            "the computation graph, so the memory of the batches cannot be freed."
        )


@check("07.train_epoch", "batches on the right device", weight=1, reread=DEVICE, supports=True)
def test_training_device(observe: Observer) -> None:
    student, reference = observe(moved_in_training, draw_table(observe.rng, TRAINING_RANKS, 6))
    require_moved(student["moved"], reference["moved"])


def require_modes(student: list[list[str]], reference: list[list[str]]) -> None:
    """Raise CheckFailed unless every forward pass found the expected modules in eval mode."""
    for batch, (yours, ours) in enumerate(zip(student, reference, strict=False), start=1):
        if yours != ours:
            raise CheckFailed(
                f"In forward pass {batch} these modules were in eval mode: {listed(yours)}. "
                f"Expected: {listed(ours)}."
            )
    if len(student) != len(reference):
        raise CheckFailed(f"Number of forward passes: {len(student)}, expected {len(reference)}.")


def require_moved(student: list[str], reference: list[str]) -> None:
    """Raise CheckFailed unless all images and targets were moved to the device."""
    left = [name for name in reference if name not in student]
    if left:
        instead = any(name.endswith("elsewhere") for name in student)
        what = "Moved to another device than `device`" if instead else "Not moved to `device`"
        raise CheckFailed(f"{what}: {listed(left)} (of three batches).")


# 07.evaluate


def averaged_in_evaluation(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: what an evaluation returns on a table of logits."""
    result = lesson.evaluate_classification(Table(), loader_of(given), Criterion(Log()))
    return {"result": numbers(result, ("loss", "top1", "top5"))}


def evaluated_over_parts(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: what an evaluation returns for loaders that do not hand out their dataset once."""
    found = {}
    for name, loader in partial_loaders(given).items():
        result = lesson.evaluate_classification(Table(), loader, Criterion(Log()))
        found[f"a DataLoader {name}"] = numbers(result, ("loss", "top1", "top5"))
    return found


def evaluated_over_iterables(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: what an evaluation returns for batches that come from no DataLoader."""
    found = {}
    for name, batches in plain_iterables(given).items():
        result = lesson.evaluate_classification(Table(), batches, Criterion(Log()))
        found[name] = numbers(result, ("loss", "top1", "top5"))
    return found


def moved_in_evaluation(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: which batches of a loader on another device were moved to the one that was asked for."""
    moved = Log()
    loader = elsewhere_loader(given, moved)
    lesson.evaluate_classification(Table(placed=True), loader, Criterion(Log()), "cpu:0")
    return {"moved": sorted(set(moved))}


def evaluated(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: how an evaluation finds a network, and how it leaves it, whether or not something fails midway."""
    log = Log()
    model = SmallNet(given["state"], log, dropout=0.5, fails_at=2 if given.get("fails") == "model" else 0)
    modules, parameters = dict(model.named_modules()), dict(model.named_parameters())
    for name in given["in eval mode"]:
        modules[name].training = False
    parameters["fc.bias"].requires_grad_(False)
    for name in given["gradients"]:
        parameters[name].grad = given["gradients"][name].clone()
    handed = Log()

    def hand_out(batch: Batch) -> Batch:
        if given.get("fails") == "loader" and len(handed) == 1:
            raise OSError("A batch that cannot be read, on purpose.")
        return kept(batch, handed)

    results = Log()

    def evaluate() -> None:
        loader = loader_of(given, hand_out)
        results.append(lesson.evaluate_classification(model, loader, Criterion(log)))

    failure = ""
    if given.get("fails"):
        failure = raised(evaluate)
    else:
        evaluate()
    state = {name: value.clone() for name, value in model.state_dict().items() if "num_" not in name}
    forward = [row for row in log if row["what"] == "forward pass"]
    return {
        "raised": failure,
        "result": numbers(results[0], ("loss", "top1", "top5")) if results else {},
        "samples": [row["samples"] for row in forward],
        "in eval mode": [[n for n, training in row["training"].items() if not training] for row in forward],
        "graph for the loss": any(row["graph"] for row in log if row["what"] == "loss"),
        "in eval mode afterwards": in_eval_mode(model),
        "weights and statistics": state,
        "gradients": {name: p.grad for name, p in parameters.items() if p.grad is not None},
        "parameters that require a gradient": [name for name, p in parameters.items() if p.requires_grad],
        "gradients are recorded afterwards": torch.is_grad_enabled(),
        "batches untouched": untouched(handed),
    }


def draw_evaluation(rng: torch.Generator, in_eval: list[str]) -> dict[str, Any]:
    """A network of which these modules are found in eval mode and the others in train mode, with gradients."""
    given = draw_net(rng)
    gradients = {name: randn(rng, *given["state"][name].shape) for name in ("stem.conv.weight", "fc.weight")}
    return {**given, "gradients": gradients, "in eval mode": in_eval}


# Over the samples top-1 is 3/9 and top-5 7/9; over the batches 1/4 and 7/12.
EVALUATION_RANKS = [[1, 1, 3, 7], [1, 2, 4, 5], [6]]


@check("07.evaluate", "loss, top-1 and top-5 in eval mode", weight=12, reread=MEANS)
def test_evaluation(observe: Observer) -> None:
    for part in (test_evaluation_means, test_eval_mode):
        part(observe)


@check("07.evaluate", "loss, top-1 and top-5 as means over the samples", weight=1, reread=MEANS)
def test_evaluation_means(observe: Observer) -> None:
    student, reference = observe(averaged_in_evaluation, draw_table(observe.rng, EVALUATION_RANKS, 8))
    assert_same(student, reference)


@check("07.evaluate", "loaders that leave samples out", weight=2, reread=LOADERS)
def test_evaluation_on_parts(observe: Observer) -> None:
    assert_same(*observe(evaluated_over_parts, draw_parts(observe.rng, EVALUATION_RANKS, 8)))


@check("07.evaluate", "batches from any iterable", weight=1, reread=LOADERS)
def test_evaluation_on_iterables(observe: Observer) -> None:
    assert_same(*observe(evaluated_over_iterables, draw_parts(observe.rng, EVALUATION_RANKS, 8)))


@check("07.evaluate", "top-5 with fewer than five classes", weight=1, reread=TOPK)
def test_few_classes(observe: Observer) -> None:
    student, reference = observe(averaged_in_evaluation, draw_table(observe.rng, [[1, 3, 2, 1, 1]], 3))
    assert_same(student, reference)


@check("07.evaluate", "eval mode, and one forward pass per batch", weight=1, reread=MODES)
def test_eval_mode(observe: Observer) -> None:
    student, reference = observe(evaluated, draw_evaluation(observe.rng, ["fc"]))
    in_one_batch = {**draw_evaluation(observe.rng, ["fc"]), "size": 10}  # so that no way of averaging matters
    values = [side["result"] for side in observe(evaluated, in_one_batch)]
    require_modes(student["in eval mode"], reference["in eval mode"])
    samples = "samples in each forward pass"
    assert_same({samples: student["samples"]}, {samples: reference["samples"]})
    assert_same({"result": values[0]}, {"result": values[1]})


@check("07.evaluate", "the mode of every module restored", weight=2, reread=TRACELESS, supports=True)
def test_mode_restored(observe: Observer) -> None:
    # As it mostly comes, with a frozen BatchNorm, in eval mode altogether, and with one module apart from the rest.
    found: tuple[list[str], ...] = (
        [],
        ["stem.bn", "drop"],
        ["", "stem", "stem.conv", "stem.bn", "drop", "fc"],
        ["", "stem", "stem.conv", "fc"],
    )
    answers = [observe(evaluated, draw_evaluation(observe.rng, in_eval)) for in_eval in found]
    for student, reference in answers:
        require_restored(student, reference, "After the evaluation")


@check("07.evaluate", "modes restored after an error", weight=1, reread=TRACELESS, supports=True)
def test_mode_restored_after_an_error(observe: Observer) -> None:
    culprits = ("model", "loader")
    draws = [
        {**draw_evaluation(observe.rng, found), "fails": culprit}
        for culprit, found in zip(culprits, (["stem.bn"], ["", "stem", "stem.conv", "fc"]), strict=True)
    ]
    for culprit, (student, reference) in zip(
        culprits, [observe(evaluated, given) for given in draws], strict=True
    ):
        if student["raised"] != reference["raised"]:
            seen = f"raised {student['raised']}" if student["raised"] else "raised no error"
            raise CheckFailed(
                f"The {culprit} raised {reference['raised']}. Your function should pass this error on, but it {seen}."
            )
        if not student["gradients are recorded afterwards"]:
            raise CheckFailed(
                f"After an error in the {culprit} gradients stay switched off (torch.is_grad_enabled() is False)."
            )
        require_restored(student, reference, f"After an error in the {culprit}")


@check("07.evaluate", "no gradients computed, nothing changed", weight=2, reread=TRACELESS, supports=True)
def test_leaves_no_trace(observe: Observer) -> None:
    student, reference = observe(evaluated, draw_evaluation(observe.rng, []))
    if student["graph for the loss"]:
        raise CheckFailed(
            "The logits are part of a computation graph, as for a backward pass. An evaluation needs no gradients."
        )
    if not student["gradients are recorded afterwards"]:
        raise CheckFailed(
            "After the evaluation gradients stay switched off (torch.is_grad_enabled() is False)."
        )
    if not student["batches untouched"]:
        raise CheckFailed("Your code changed a batch of the loader in place.")
    for part in ("weights and statistics", "gradients", "parameters that require a gradient"):
        label = f"after the evaluation, {part}"
        assert_same({label: student[part]}, {label: reference[part]})


@check("07.evaluate", "batches on the right device", weight=1, reread=DEVICE, supports=True)
def test_evaluation_device(observe: Observer) -> None:
    student, reference = observe(moved_in_evaluation, draw_table(observe.rng, EVALUATION_RANKS, 8))
    require_moved(student["moved"], reference["moved"])


def require_restored(student: dict[str, Any], reference: dict[str, Any], when: str) -> None:
    """Raise CheckFailed unless the modes are those that were found."""
    yours, ours = student["in eval mode afterwards"], reference["in eval mode afterwards"]
    if yours != ours:
        raise CheckFailed(f"{when} these modules are in eval mode: {listed(yours)}. Before: {listed(ours)}.")
