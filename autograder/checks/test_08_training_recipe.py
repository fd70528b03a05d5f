"""08: which weights decay, a schedule for the learning rate, label smoothing and mixup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import nn

from autograder.comparing import CheckFailed, Observer, assert_same, check, randn
from autograder.comparing.comparison import same
from autograder.inside.probing import number

DECAY = '"Which weights decay"; arXiv:1812.01187, section 3.1'
SCHEDULE = '"Warm up, then cool down"'
SMOOTHING = '"A target that is not quite sure"; Szegedy et al. 2016, section 7'
MIXUP = '"Two pictures in one"; Zhang et al. 2018, section 2'


# 08.parameter_groups


class OwnNorm(nn.Module):
    """A normalisation written by hand, as lesson 02 does it; torch's classes know nothing of it."""

    def __init__(self, channels: int):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.shift = nn.Parameter(torch.zeros(channels))


class OwnConv(nn.Conv2d):
    """A convolution all the same."""


class Odd(nn.Module):
    """Layers under misleading names, parameters in no layer, modules inside modules, a shared weight."""

    def __init__(self) -> None:
        super().__init__()
        self.norm_head = nn.Linear(3, 1)
        self.bn_like = nn.Conv2d(2, 3, 1)
        self.conv_after = nn.BatchNorm2d(3)
        self.downsample = nn.Sequential(nn.Conv2d(3, 1, 1, bias=False), nn.GroupNorm(1, 3))
        self.fc = nn.LayerNorm(3)
        self.blocks = nn.ModuleList(
            [nn.ModuleDict({"weight": nn.Linear(4, 2), "own": OwnNorm(2)}), nn.PReLU(3)]
        )
        self.gain = nn.Parameter(torch.ones(5))
        self.own_bias = OwnConv(2, 3, 1)
        self.tied = nn.Linear(3, 1)
        self.tied.weight = self.norm_head.weight  # one parameter under two names


def usual_net() -> nn.Sequential:
    """Convolution, BatchNorm and linear layers."""
    block = nn.Sequential(nn.Conv2d(4, 4, 3, bias=False), nn.BatchNorm2d(4), nn.Conv2d(4, 2, 1, groups=2))
    return nn.Sequential(
        nn.Conv2d(3, 4, 3),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        block,
        nn.Flatten(),
        nn.Linear(2, 6),
        nn.Linear(6, 5, False),
    )


def decays(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the weight decay that one of torch's optimizers gives every trainable parameter, and what else is set."""
    from collections.abc import Iterable

    model = usual_net() if given["net"] == "usual" else Odd()
    names = {id(p): name for name, p in model.named_parameters()}
    for name, parameter in model.named_parameters():
        if name.startswith(tuple(given["frozen"])):
            parameter.requires_grad_(False)
    trainable = [name for name, p in model.named_parameters() if p.requires_grad]
    before = [p.detach().clone() for p in model.parameters()]
    groups = lesson.parameter_groups(model, given["weight_decay"])
    if not isinstance(groups, Iterable) or isinstance(groups, torch.Tensor | dict):
        return {"wrong": f"a {type(groups).__name__}, not a list of groups"}
    groups = list(groups)
    if not all(isinstance(group, dict) and "params" in group for group in groups):
        return {
            "wrong": "a list whose items are not all dicts with the key 'params' "
            f"(the first item is a {type(groups[0]).__name__})"
        }
    makers: dict[str, Any] = {
        "SGD": lambda rows: torch.optim.SGD(rows, lr=0.1),
        "SGD that decays": lambda rows: torch.optim.SGD(rows, lr=0.02, momentum=0.8, weight_decay=0.3),
        "AdamW": lambda rows: torch.optim.AdamW(rows),
    }
    make = makers[given["optimizer"]]
    places: dict[str, list[float]] = {name: [] for name in trainable}
    settings: set[str] = set()
    for group in groups:
        params = [group["params"]] if isinstance(group["params"], torch.Tensor) else list(group["params"])
        if not params:
            continue
        # One group at a time: an optimizer refuses a parameter that stands in two.
        optimizer = make([{**group, "params": params}])
        for row in optimizer.param_groups:
            usual = {key: value for key, value in optimizer.defaults.items() if key != "weight_decay"}
            settings |= {key for key, value in usual.items() if row[key] != value}
            for parameter in row["params"]:
                if (name := names.get(id(parameter), "")) in places:
                    places[name].append(number(row["weight_decay"]))
    return {
        "wrong": "",
        "decay": places,
        "other settings": sorted(settings),
        "untouched": trainable == [name for name, p in model.named_parameters() if p.requires_grad]
        and all(torch.equal(p, old) for p, old in zip(model.parameters(), before, strict=True)),
    }


def require_decays(student: dict[str, Any], reference: dict[str, Any]) -> None:
    """Raise CheckFailed at the first parameter that is not in exactly one group, or has another weight decay."""
    if student["wrong"]:
        raise CheckFailed(f"Your function returns {student['wrong']}.")
    if student["other settings"]:
        raise CheckFailed(
            f"Your groups also set {', '.join(student['other settings'])}. "
            "Leave this to the code that makes the optimizer."
        )
    for name, (expected,) in reference["decay"].items():
        found = student["decay"][name]
        if len(found) != 1:
            where = f"in {len(found)} groups" if found else "in no group"
            raise CheckFailed(
                f"The parameter {name!r} is {where}; every parameter belongs in exactly one group."
            )
        if not same(found[0], expected) or (
            expected == 0 and found[0] != 0
        ):  # none is none, not next to none
            raise CheckFailed(
                f"The parameter {name!r} has weight decay {found[0]:.4g}, expected {expected:.4g}."
            )


def draw_decay(
    rng: torch.Generator, net: str, frozen: Iterable[str] = (), optimizer: str = "SGD"
) -> dict[str, Any]:
    """A network and an optimizer by name, and a weight decay."""
    decay = 0.01 + torch.rand((), generator=rng).item()
    return {"net": net, "weight_decay": decay, "frozen": list(frozen), "optimizer": optimizer}


@check("08.parameter_groups", "every parameter of a usual network", weight=4, reread=DECAY)
def test_usual_network(observe: Observer) -> None:
    student, reference = observe(decays, draw_decay(observe.rng, "usual"))
    require_decays(student, reference)


@check("08.parameter_groups", "other kinds of layers, and misleading names", weight=1, reread=DECAY)
def test_other_layers(observe: Observer) -> None:
    student, reference = observe(decays, draw_decay(observe.rng, "odd"))
    require_decays(student, reference)


@check("08.parameter_groups", "optimizers with their own default weight decay", weight=2, reread=DECAY)
def test_other_optimizers(observe: Observer) -> None:
    for optimizer in ("SGD that decays", "AdamW"):
        given = draw_decay(observe.rng, "usual", optimizer=optimizer)
        require_decays(*observe(decays, given))
        require_decays(*observe(decays, {**given, "weight_decay": 0.0}))


@check(
    "08.parameter_groups",
    "a partly frozen network",
    weight=1,
    reread=DECAY,
    supports=True,
)
def test_frozen_in_part(observe: Observer) -> None:
    student, reference = observe(decays, draw_decay(observe.rng, "usual", ["0.", "3.1"]))
    require_decays(student, reference)
    if not student["untouched"]:
        raise CheckFailed(
            "Your function changed the network: the values of its parameters, or their requires_grad."
        )


# 08.warmup_cosine


def multipliers(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the multiplier at every step asked for, by what was asked."""
    return {
        f"step {step} of {total} with {warmup} warm-up steps": number(
            lesson.warmup_cosine(step, warmup, total)
        )
        for step, warmup, total in given["steps"]
    }


def draw_length(rng: torch.Generator, low: int, high: int) -> int:
    """A number of steps in low..high."""
    return int(torch.randint(low, high + 1, (1,), generator=rng))


@check("08.warmup_cosine", "the whole schedule: warm-up and cosine", weight=4, reread=SCHEDULE)
def test_schedule(observe: Observer) -> None:
    for part in (test_warmup, test_cosine):
        part(observe)


@check("08.warmup_cosine", "the linear warm-up from 0 to 1", weight=1, reread=SCHEDULE)
def test_warmup(observe: Observer) -> None:
    warmup = draw_length(observe.rng, 5, 12)
    total = warmup + draw_length(observe.rng, 3, 40)
    steps = [[step, warmup, total] for step in range(warmup)]
    student, reference = observe(multipliers, {"steps": [*steps, [0, 1, 9], [150, 400, 1000]]})
    assert_same(student, reference)


@check("08.warmup_cosine", "the cosine decay from 1 to 0", weight=1, reread=SCHEDULE)
def test_cosine(observe: Observer) -> None:
    warmup = draw_length(observe.rng, 3, 9)
    total = warmup + draw_length(observe.rng, 7, 30)
    steps = [[step, warmup, total] for step in range(warmup, total + 1)]
    steps += [[700, 400, 1000], [999, 400, 1000], [3, 3, 4], [0, 0, 1]]  # at last a cosine of one step
    student, reference = observe(multipliers, {"steps": steps})
    assert_same(student, reference)


@check("08.warmup_cosine", "the schedule without warm-up", weight=1, reread=SCHEDULE)
def test_no_warmup(observe: Observer) -> None:
    total = draw_length(observe.rng, 5, 12)
    student, reference = observe(multipliers, {"steps": [[step, 0, total] for step in range(total + 1)]})
    assert_same(student, reference)


@check("08.warmup_cosine", "0 after the last step", weight=1, reread=SCHEDULE, supports=True)
def test_past_the_end(observe: Observer) -> None:
    total = draw_length(observe.rng, 11, 30)
    past = [total, total + 1, total + 4, 2 * total - 3, 2 * total, 3 * total]
    student, reference = observe(
        multipliers, {"steps": [[step, warmup, total] for warmup in (3, 0) for step in past]}
    )
    assert_same(student, reference)


# 08.label_smoothing


def smoothed(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: loss and gradient of every case, and which arguments hold other values than before."""
    found: dict[str, Any] = {}
    gradients: dict[str, Any] = {}
    changed: set[str] = set()
    for case in given["cases"]:
        logits, targets = case["logits"].clone(), case["targets"].clone()
        logits.requires_grad_(given["gradients"])
        if "smoothing" in case:
            loss = lesson.label_smoothing_loss(logits, targets, case["smoothing"])
        else:
            loss = lesson.label_smoothing_loss(logits, targets)
        samples, classes = logits.shape
        name = f"{samples} samples of {classes} classes, smoothing={case.get('smoothing', 'default')}"
        found[name] = number(loss)
        if given["gradients"] and isinstance(loss, torch.Tensor):
            loss.backward()
            gradients[name] = logits.grad
        changed |= {"logits"} if not torch.equal(logits, case["logits"]) else set()
        changed |= {"targets"} if not torch.equal(targets, case["targets"]) else set()
    return {"loss": found, "gradient": gradients, "changed": sorted(changed)}


def smoothing_case(
    rng: torch.Generator, samples: int, classes: int, scale: float = 2.0, unused: int = 0, **options: float
) -> dict[str, Any]:
    """Logits with targets, none of them among the last `unused` classes; `options` may hold the smoothing."""
    targets = torch.randint(classes - unused, (samples,), generator=rng)
    return {"logits": scale * randn(rng, samples, classes), "targets": targets, **options}


@check("08.label_smoothing", "the loss for several smoothing values", weight=4, reread=SMOOTHING)
def test_smoothed_loss(observe: Observer) -> None:
    rng = observe.rng
    cases = [
        smoothing_case(rng, 7, 5),
        smoothing_case(rng, 7, 5, smoothing=0.4),
        smoothing_case(rng, 6, 10, unused=3, smoothing=0.25),
        smoothing_case(rng, 3, 2, smoothing=0.3),
        smoothing_case(rng, 1, 4, smoothing=0.2),
        smoothing_case(rng, 5, 6, smoothing=1.0),
    ]
    turned = smoothing_case(rng, 4, 9, smoothing=0.15)
    turned["logits"] = turned["logits"].T.contiguous().T
    student, reference = observe(smoothed, {"cases": [*cases, turned], "gradients": False})
    assert_same({"loss": student["loss"]}, {"loss": reference["loss"]})


@check("08.label_smoothing", "plain cross-entropy with smoothing 0", weight=1, reread=SMOOTHING)
def test_no_smoothing(observe: Observer) -> None:
    cases = [smoothing_case(observe.rng, samples, 6, smoothing=0.0) for samples in (5, 1)]
    student, reference = observe(smoothed, {"cases": cases, "gradients": True})
    for part in ("loss", "gradient"):
        assert_same({part: student[part]}, {part: reference[part]})


@check("08.label_smoothing", "the gradient with respect to the logits", weight=3, reread=SMOOTHING)
def test_smoothed_gradient(observe: Observer) -> None:
    cases = [
        smoothing_case(observe.rng, 6, 4, unused=1),
        smoothing_case(observe.rng, 5, 7, unused=2, smoothing=0.3),
    ]
    student, reference = observe(smoothed, {"cases": cases, "gradients": True})
    assert_same({"gradient": student["gradient"]}, {"gradient": reference["gradient"]})


@check("08.label_smoothing", "very large and very small logits", weight=1, reread=SMOOTHING)
def test_extreme_logits(observe: Observer) -> None:
    cases = [smoothing_case(observe.rng, 8, 6, scale, smoothing=0.1) for scale in (300.0, 20000.0)]
    shifted = smoothing_case(observe.rng, 5, 4, smoothing=0.1)
    shifted["logits"] = shifted["logits"] + 500  # probabilities as usual, but exp of a logit alone overflows
    cases.append(shifted)
    student, reference = observe(smoothed, {"cases": cases, "gradients": True})
    for part in ("loss", "gradient"):
        assert_same({part: student[part]}, {part: reference[part]})


@check("08.label_smoothing", "logits and targets unchanged", weight=1, reread=SMOOTHING, supports=True)
def test_smoothing_leaves_inputs_alone(observe: Observer) -> None:
    student, _ = observe(smoothed, {"cases": [smoothing_case(observe.rng, 5, 4)], "gradients": False})
    if student["changed"]:
        raise CheckFailed(f"Your code changed these arguments in place: {', '.join(student['changed'])}.")


# 08.mixup


def mixed(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: mixed images and targets of every share, and what became of the arguments and the random state."""
    names = ("images", "targets", "permutation")
    changed: set[str] = set()
    drawn = torch.get_rng_state()
    both: dict[str, Any] = {"images": {}, "targets": {}}
    for share in given["lam"]:
        images, targets, permutation = (given[name].clone() for name in names)
        pair = lesson.mixup(images, targets, given["classes"], share, permutation)
        if hasattr(pair, "__iter__") and not isinstance(pair, torch.Tensor | dict):
            pair = list(pair)
        if not isinstance(pair, list) or len(pair) != 2:
            both["images"][f"lam={share}"] = both["targets"][f"lam={share}"] = (
                f"a {type(pair).__name__}, not a pair"
            )
            continue
        for part, value in zip(("images", "targets"), pair, strict=True):
            known = isinstance(value, torch.Tensor) or hasattr(value, "__array__")
            both[part][f"lam={share}"] = (
                torch.as_tensor(value).detach().clone() if known else f"a {type(value).__name__}"
            )
        handed = (images, targets, permutation)
        changed |= {name for t, name in zip(handed, names, strict=True) if not torch.equal(t, given[name])}
    return {**both, "changed": sorted(changed), "nothing drawn": torch.equal(drawn, torch.get_rng_state())}


def draw_mixup(rng: torch.Generator, lam: list[float], channels_last: bool = False) -> dict[str, Any]:
    """Seven images of which none stays alone; four classes, the last of which is absent.

    The permutation is one cycle, so that it is not its own inverse and nobody is his own partner.
    """
    cycle = torch.randperm(7, generator=rng)
    permutation = torch.empty(7, dtype=torch.int64).scatter_(0, cycle, cycle.roll(1))
    images = randn(rng, 7, 3, 5, 4)
    classes = torch.tensor([0, 1, 1, 2, 0, 2, 1])  # along the cycle; one class follows itself
    targets = torch.empty(7, dtype=torch.int64).scatter_(0, cycle, classes)
    return {
        "images": images.contiguous(memory_format=torch.channels_last) if channels_last else images,
        "targets": targets,
        "permutation": permutation,
        "classes": 4,
        "lam": lam,
    }


def draw_single(rng: torch.Generator) -> dict[str, Any]:
    """One grey image that is its own partner, whose sizes of 1 a squeeze would lose."""
    image, target = randn(rng, 1, 1, 5, 4), torch.tensor([1])
    return {"images": image, "targets": target, "permutation": torch.tensor([0]), "classes": 3, "lam": [0.7]}


def draw_share(rng: torch.Generator) -> float:
    """A share of at least 0.6, so that it differs from the partner's."""
    return round(0.6 + 0.3 * torch.rand((), generator=rng).item(), 2)


@check("08.mixup", "mixed images and mixed targets", weight=2, reread=MIXUP)
def test_mixed(observe: Observer) -> None:
    for part in (test_mixed_images, test_mixed_targets):
        part(observe)


@check("08.mixup", "the mixed images", weight=1, reread=MIXUP)
def test_mixed_images(observe: Observer) -> None:
    for channels_last in (False, True):
        student, reference = observe(
            mixed, draw_mixup(observe.rng, [0.3, draw_share(observe.rng), 0.0, 1.0], channels_last)
        )
        assert_same({"images": student["images"]}, {"images": reference["images"]})
    student, reference = observe(mixed, draw_single(observe.rng))
    assert_same({"images, batch of one": student["images"]}, {"images, batch of one": reference["images"]})


@check("08.mixup", "the mixed targets", weight=1, reread=MIXUP)
def test_mixed_targets(observe: Observer) -> None:
    student, reference = observe(mixed, draw_mixup(observe.rng, [0.3, draw_share(observe.rng), 0.0, 1.0]))
    assert_same({"targets": student["targets"]}, {"targets": reference["targets"]})
    student, reference = observe(mixed, draw_single(observe.rng))
    assert_same(
        {"targets, batch of one": student["targets"]}, {"targets, batch of one": reference["targets"]}
    )


@check("08.mixup", "arguments unchanged, no random numbers drawn", weight=1, reread=MIXUP, supports=True)
def test_mixup_leaves_inputs_alone(observe: Observer) -> None:
    student, _ = observe(mixed, draw_mixup(observe.rng, [0.4]))
    if student["changed"]:
        raise CheckFailed(f"Your code changed these arguments in place: {', '.join(student['changed'])}.")
    if not student["nothing drawn"]:
        raise CheckFailed("Your code drew random numbers; use the given lam and permutation.")
