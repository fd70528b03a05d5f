"""06: stages, the whole network, its first weights, and how many there are."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import nn

from autograder.comparing import (
    CheckFailed,
    Observer,
    assert_same,
    check,
    draw_state,
    randn,
)
from autograder.comparing.comparison import RELATIVE_TOLERANCE, same
from autograder.comparing.first_difference import explain_difference, in_words
from autograder.inside.causes import Unfit
from autograder.inside.layers import materialise
from autograder.inside.probing import Evaluated, evaluated, shapes_only, trained
from autograder.inside.weights import State, fill_by_shape, set_weights
from resnet_ref.network import ResNet50, make_stage

STAGE = '"One stage"; He et al. 2015, table 1'
NETWORK = '"Stem, stages, head"; He et al. 2015, table 1'
STEMS = '"Two stems"'
START = '"Weights to start from"; He et al. 2015, "Delving Deep into Rectifiers", section 2.2'
LAST = '"Weights to start from"; Goyal et al. 2017, section 5.1'
COUNT = '"Counting parameters"'

WIDTH = 2
ROUNDING = 1e-3  # in fifty layers of float32, rounding reached 2e-5 of the largest logit over 200 draws


# Stages and the network


def draw(
    rng: torch.Generator, model: nn.Module, images: torch.Tensor, arguments: list[Any]
) -> dict[str, Any]:
    """A batch, weights for every layer, and a direction to take the gradient in."""
    state = draw_state(model, rng, images)
    _calibrate(model, state, images, rng)
    for entry, words in zip(state, in_words([entry["label"] for entry in state]), strict=True):
        entry["label"] = words
    with torch.no_grad():
        direction = randn(rng, *model.eval()(images).shape)
    return {"arguments": arguments, "images": images, "state": state, "direction": direction}


def _calibrate(model: nn.Module, state: State, images: torch.Tensor, rng: torch.Generator) -> None:
    """Statistics near those of `images`, so that fifty layers neither explode nor fade; small, so that eps shows."""
    for entry in state:
        if len(entry["weights"]["weight"].shape) == 4:
            entry["weights"]["weight"] *= 0.01
        elif entry["kind"] == "batch_norm":
            entry["weights"]["weight"] *= 4.0  # some values above 6, so that a ReLU6 shows
        if entry["label"] == "bn1":  # where a sign turns, max-pooling and BatchNorm cannot change places
            scales = entry["weights"]["weight"]
            scales[0] = -scales[0].abs()
    set_weights(model, state, images)
    norms = {name: m for name, m in model.named_modules() if isinstance(m, nn.BatchNorm2d)}
    for norm in norms.values():
        norm.momentum = 1.0
    with torch.no_grad():
        model.train()(images)
    for entry in state:
        if entry["kind"] == "batch_norm":
            statistics = norms[entry["label"]].state_dict()
            mean, variance = statistics["running_mean"], statistics["running_var"]
            # Never far below the square of the mean, where rounding would be blown up from layer to layer.
            variance = torch.maximum(variance, mean.square() / 20.0)
            entry["weights"]["running_mean"] = mean + 0.3 * variance.sqrt() * randn(rng, *mean.shape)
            entry["weights"]["running_var"] = variance * torch.exp(0.5 * randn(rng, *mean.shape))


def draw_stage(
    rng: torch.Generator, in_channels: int, width: int, blocks: int, stride: int, size: tuple[int, int]
) -> dict[str, Any]:
    """What a stage is asked; see `draw`."""
    arguments = [in_channels, width, blocks, stride]
    stage = make_stage(in_channels, width, blocks, stride)
    return draw(rng, stage, randn(rng, 3, in_channels, *size), arguments)


def draw_network(
    rng: torch.Generator, stem: str, size: tuple[int, int], other: tuple[int, int] | None = None
) -> dict[str, Any]:
    """What a network is asked; see `draw`."""
    given = draw(rng, ResNet50(7, WIDTH, stem), randn(rng, 3, 3, *size), [7, WIDTH, stem])
    return given if other is None else {**given, "other": randn(rng, 1, 3, *other)}


def stage_evaluated(lesson: Any, given: dict[str, Any]) -> Evaluated:
    """Probe: a stage's output in eval mode."""
    return evaluated(made_stage(lesson, given), given)


def stage_trained(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: a stage's gradients and statistics after a pass in train mode."""
    return trained(made_stage(lesson, given), given)


def made_stage(lesson: Any, given: dict[str, Any]) -> nn.Module:
    """The stage; raises Unfit where it is nothing that can be called."""
    stage = lesson.make_stage(*given["arguments"])
    if not isinstance(stage, nn.Module) or isinstance(stage, nn.ModuleList):
        raise Unfit(f"make_stage should return an nn.Sequential, not a {type(stage).__name__}.")
    return stage


def network_sketched(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: logits with weights that follow from their shape alone, so that none has to find its place."""
    model = lesson.ResNet50(*given["arguments"]).eval()
    fill_by_shape(model, given["images"])
    with torch.no_grad():
        return {"logits": model(given["images"])}


def network_evaluated(lesson: Any, given: dict[str, Any]) -> Evaluated:
    """Probe: the network's logits in eval mode."""
    return evaluated(lesson.ResNet50(*given["arguments"]), given)


def network_trained(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the network's gradients and statistics after a pass in train mode."""
    return trained(lesson.ResNet50(*given["arguments"]), given)


def require_same_output(
    observe: Observer, probe: Any, given: dict[str, Any], tolerance: float = RELATIVE_TOLERANCE
) -> None:
    """Ask for the output, and only where it differs for the operations: watching fifty layers takes time."""
    student, reference = observe(probe, {**given, "trace": False})
    if not same(student, reference, tolerance):
        student, reference = observe(probe, {**given, "trace": True})
        explain_difference(student, reference, tolerance)


@check("06.make_stage", "the output of a stage with stride 2", weight=3, reread=STAGE)
def test_stage_output(observe: Observer) -> None:
    require_same_output(observe, stage_evaluated, draw_stage(observe.rng, 6, 2, 3, 2, (9, 6)))


@check("06.make_stage", "the output of a stage with stride 1", weight=2, reread=STAGE)
def test_stage_output_same_size(observe: Observer) -> None:
    require_same_output(observe, stage_evaluated, draw_stage(observe.rng, 3, 3, 4, 1, (7, 5)))


@check("06.make_stage", "the output of a stage with one block", weight=1, reread=STAGE)
def test_stage_output_one_block(observe: Observer) -> None:
    # Nothing would have to change here; the first block projects all the same.
    require_same_output(observe, stage_evaluated, draw_stage(observe.rng, 8, 2, 1, 1, (8, 10)))


@check("06.make_stage", "gradients and running statistics after a training step", weight=2, reread=STAGE)
def test_stage_training(observe: Observer) -> None:
    student, reference = observe(stage_trained, draw_stage(observe.rng, 5, 2, 3, 3, (10, 13)))
    assert_same(student, reference)


def stage_container(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: whether a stage is an nn.Sequential."""
    return {"nn.Sequential": isinstance(lesson.make_stage(*given["arguments"]), nn.Sequential)}


@check("06.make_stage", "the type of the result", weight=1, reread=STAGE, supports=True)
def test_stage_container(observe: Observer) -> None:
    student, _ = observe(stage_container, {"arguments": [8, 2, 2, 1]})
    if not student["nn.Sequential"]:
        raise CheckFailed(
            "make_stage should return an nn.Sequential of blocks; yours returns something else."
        )


def draw_asked(observe: Observer, *drawn: Any) -> dict[str, Any]:
    """What a network is asked; and a quick question before, which spares most known mistakes the slow one."""
    given = draw_network(observe.rng, *drawn)
    observe(network_sketched, {"arguments": given["arguments"], "images": given["images"]})
    return given


@check("06.resnet50", "the logits with the CIFAR stem", weight=4, reread=NETWORK)
def test_logits_cifar_stem(observe: Observer) -> None:
    require_same_output(
        observe, network_evaluated, draw_asked(observe, "cifar", (19, 13), (12, 17)), ROUNDING
    )


@check("06.resnet50", "the logits with the ImageNet stem", weight=3, reread=STEMS)
def test_logits_imagenet_stem(observe: Observer) -> None:
    require_same_output(
        observe, network_evaluated, draw_asked(observe, "imagenet", (67, 41), (35, 44)), ROUNDING
    )


@check("06.resnet50", "gradients and running statistics after a training step", weight=2, reread=NETWORK)
def test_training(observe: Observer) -> None:
    for stem, size in (("cifar", (12, 9)), ("imagenet", (36, 23))):
        student, reference = observe(network_trained, draw_asked(observe, stem, size))
        assert_same(student, reference)


def network_of_its_own_accord(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: how many parameters a network has that is told nothing; classes, width and stem all show in it."""
    try:
        with shapes_only():  # 23 million numbers need not be drawn
            model = lesson.ResNet50()
            materialise(model, torch.zeros(1, 3, 32, 32))
    except NotImplementedError:
        raise
    except Exception:
        model = lesson.ResNet50()
        materialise(model, torch.zeros(1, 3, 32, 32))
    return {"parameters of ResNet50()": sum(p.numel() for p in model.parameters())}


@check("06.resnet50", "the default arguments", weight=1, reread=NETWORK, supports=True)
def test_defaults(observe: Observer) -> None:
    student, reference = observe(network_of_its_own_accord, {})
    (found,), (expected,) = student.values(), reference.values()
    if found != expected:
        raise CheckFailed(f"ResNet50() has {found:,} parameters, expected {expected:,}.")


# Weights to start from


def network_of_blocks(width: int) -> nn.Module:
    """A small network of the reference's blocks, under torchvision's names; every parameter far from a start."""
    from resnet_ref.convolutional_block import ConvolutionalBlock
    from resnet_ref.identity_block import IdentityBlock

    model = nn.Sequential()
    model.add_module("conv1", nn.Conv2d(3, width, 7, stride=2, padding=3, bias=False))
    model.add_module("bn1", nn.BatchNorm2d(width))
    model.add_module("relu", nn.ReLU(inplace=True))
    channels = width
    for stage, inner in enumerate([width, width // 2, width, width // 2], start=1):
        blocks = [ConvolutionalBlock(channels, inner, 1 + stage % 2), IdentityBlock(4 * inner, inner)]
        if stage == 2:  # where the second block is not the last
            blocks.append(IdentityBlock(4 * inner, inner))
        model.add_module(f"layer{stage}", nn.Sequential(*blocks))
        channels = 4 * inner
    model.add_module("avgpool", nn.AdaptiveAvgPool2d(1))
    model.add_module("flatten", nn.Flatten())
    model.add_module("fc", nn.Linear(channels, 10))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.rand_like(parameter) + 5.0)
    return model


def initialised_convolutions(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: every convolution's weights, and roughly how they are spread, in steps that chance does not cross."""
    model = network_of_blocks(given["width"])
    lesson.initialize_weights(model)
    spread, weights, scaled, shifted = {}, {}, [], 0.0
    for name, module in model.named_modules():
        if isinstance(module, nn.Conv2d):
            weights[name] = module.weight.detach().clone()
            weight = weights[name].double().nan_to_num()
            deviation = weight.std().clamp(min=1e-9)
            expected = (2.0 / (weight.shape[0] * weight[0, 0].numel())) ** 0.5
            spread[name] = int(torch.round(2.0 * torch.log2(deviation / expected)))
            scaled.append(((weight - weight.mean()) / deviation).flatten())
            shifted = max(shifted, float(weight.mean().abs() / deviation))
    kurtosis = float(torch.cat(scaled).pow(4).mean())
    shapes = {"flat": 2.2, "a bell that is cut off": 2.7, "bell": 4.0, "peaked": float("inf")}
    shape = next(name for name, limit in shapes.items() if kurtosis < limit)
    alike = any(
        torch.equal(one, other)
        for i, one in enumerate(weights.values())
        for other in list(weights.values())[:i]
        if one.shape == other.shape
    )
    return {
        "spread of the weights": spread,
        "shape": shape,
        "mean in standard deviations": round(shifted),
        "two layers alike": alike,
        "trace weights": weights,
    }


@check("06.initialise", "the weights of convolutions and BatchNorms", weight=2, reread=START)
def test_weights(observe: Observer) -> None:
    for part in (test_convolution_weights, test_batchnorm_weights):
        part(observe)


@check("06.initialise", "convolution weights: He initialisation (normal, fan-out)", weight=1, reread=START)
def test_convolution_weights(observe: Observer) -> None:
    # With channels in powers of two every usual mistake stands half an octave or more from the right deviation.
    student, reference = observe(initialised_convolutions, {"width": 32})
    scaled = []
    for name, like in reference["trace weights"].items():
        weight = student["trace weights"].get(name)
        if weight is None or weight.shape != like.shape or not bool(weight.isfinite().all()):
            raise CheckFailed(
                f"After initialize_weights, the weights of {name} are missing, have another shape, or contain infinite "
                "values or NaN."
            )
        weight = weight.double()
        wanted, count = math.sqrt(2.0 / (like.shape[0] * like[0, 0].numel())), like.numel()
        found, mean = weight.std().item(), weight.mean().item()
        # Six standard errors of a deviation and of a mean: chance stays below one in a hundred million.
        if abs(found / wanted - 1.0) > 6.0 / math.sqrt(2.0 * count):
            raise CheckFailed(
                f"The weights of {name}, of shape {tuple(like.shape)}, have a standard deviation of "
                f"{found:.4f}; expected about {wanted:.4f}."
            )
        if abs(mean) > 6.0 * wanted / math.sqrt(count):
            raise CheckFailed(f"The weights of {name} have a mean of {mean:.4f}; expected about 0.")
        scaled.append((weight / wanted).flatten())
    values = torch.cat(scaled)
    deviation = values.std().item()
    if abs(deviation - 1.0) > 6.0 / math.sqrt(2.0 * values.numel()):
        raise CheckFailed(
            f"Over all convolutions together, the standard deviation of the weights is {deviation:.1%} of the "
            "expected one."
        )
    if student["two layers alike"]:
        raise CheckFailed(
            "Two convolutions of the same shape have exactly the same weights; draw them separately."
        )
    kurtosis = values.pow(4).mean().item() / values.square().mean().item() ** 2
    if abs(kurtosis - 3.0) > 0.3:  # over ten standard errors; a uniform distribution has 1.8
        raise CheckFailed(
            "The weights of the convolutions have the right standard deviation but are not normally distributed: "
            f"the largest weight is {values.abs().max().item():.1f} standard deviations away from 0."
        )


def initialised_norms(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: weight and bias of every BatchNorm, and which have weights that are not all alike."""
    model = network_of_blocks(given["width"])
    lesson.initialize_weights(model)
    norms = {
        name: {"weight": module.weight.detach(), "bias": module.bias.detach()}
        for name, module in model.named_modules()
        if isinstance(module, nn.BatchNorm2d)
    }
    several = [name for name, row in norms.items() if len(row["weight"].unique()) > 1]
    return {"BatchNorms": norms, "with several weights": several}


@check(
    "06.initialise",
    "BatchNorm: weight 1, bias 0, and weight 0 in each block's last BatchNorm",
    weight=1,
    reread=LAST,
)
def test_batchnorm_weights(observe: Observer) -> None:
    student, reference = observe(initialised_norms, {"width": 8})
    norms = reference["BatchNorms"]
    for name, words in zip(norms, in_words(list(norms)), strict=True):
        for kind, expected in norms[name].items():
            if not same(student["BatchNorms"][name][kind], expected):
                raise CheckFailed(
                    f"After initialize_weights, the {kind} of {words} is not {expected[0].item():.0f} everywhere."
                )


def initialised_otherwise(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: whether what it has no business with is as it was, and how it is."""
    model = network_of_blocks(given["width"])
    model.get_submodule("layer2").eval()
    model.get_submodule("layer1").requires_grad_(False)
    modes = [module.training for module in model.modules()]
    flags = [parameter.requires_grad for parameter in model.parameters()]
    before = dict(model.named_parameters())
    lesson.initialize_weights(model)
    modes_after = [module.training for module in model.modules()]
    flags_after = [parameter.requires_grad for parameter in model.parameters()]
    unchanged = {
        # First: a new parameter has flags of its own.
        "parameter objects (an optimizer may already hold the old ones)": all(
            parameter is before.get(name) for name, parameter in model.named_parameters()
        ),
        "train and eval modes": modes == modes_after,
        "requires_grad flags": flags == flags_after,
    }
    return {"unchanged": unchanged, "modes": modes_after, "flags": flags_after}


@check("06.initialise", "modes and frozen parameters unchanged", weight=1, reread=START, supports=True)
def test_leaves_the_rest_alone(observe: Observer) -> None:
    student, _ = observe(initialised_otherwise, {"width": 8})
    for what, unchanged in student["unchanged"].items():
        if not unchanged:
            raise CheckFailed(f"initialize_weights changed the model's {what}.")


# Counting


def counted(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the count for small modules, and "not an integer" where it is none."""
    a, b, c = given["sizes"]
    plain = nn.Sequential(nn.Linear(a, b), nn.Sequential(nn.BatchNorm1d(b), nn.PReLU(), nn.BatchNorm1d(b)))
    plain.append(nn.Conv2d(b, c, 3)).append(nn.BatchNorm2d(c)).eval()
    first, second = nn.Conv2d(a, b, (1, 3)), nn.Linear(b, c)
    first.weight.requires_grad_(False)
    second.bias.requires_grad_(False)
    frozen = nn.Sequential(nn.Linear(b, a), first, nn.Sequential(second), nn.Linear(c, a))
    one, two = nn.Linear(a, b), nn.Linear(a, b, bias=False)
    two.weight = one.weight
    shared = nn.Sequential(one, nn.Linear(b, a), two)
    twice = nn.ModuleDict({"one": one, "again": nn.Sequential(one)})
    own = nn.Module()
    own.register_parameter("weight", nn.Parameter(torch.zeros(c, 1, b)))
    own.register_buffer("mask", torch.zeros(a, a))
    own.add_module("inside", nn.Linear(c, b))
    large = nn.Module()  # of one number that is seen a million times
    large.register_parameter("table", nn.Parameter(torch.zeros(1).expand(1000 + a, 1100 + b)))
    trained = nn.Linear(b, a)
    for parameter in trained.parameters():
        parameter.grad = torch.zeros_like(parameter)
    asleep = nn.Sequential(nn.Linear(a, c), nn.BatchNorm1d(c)).requires_grad_(False)
    modules = {
        "a model with nested layers": plain,
        "a partly frozen model": frozen,
        "a weight shared by two layers": shared,
        "a layer used in two places": twice,
        "a module with its own parameter and buffer": own,
        "a frozen model": asleep,
        "a large model": large,
        "a model with gradients": trained,
        "a model without parameters": nn.Sequential(nn.ReLU()),
    }
    rows = {}
    for name, module in modules.items():
        count = lesson.count_parameters(module)
        try:
            rows[name] = count.__index__()
        except (AttributeError, TypeError):
            rows[name] = f"not an integer: {count!r:.40}"
    return rows


@check("06.count_parameters", "the count for small models", weight=1, reread=COUNT)
def test_count(observe: Observer) -> None:
    sizes = (torch.randperm(7, generator=observe.rng)[:3] + 3).tolist()
    student, reference = observe(counted, {"sizes": sizes})
    assert_same(student, reference)


def counted_and_left(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: whether the flags of what was counted are as they were."""
    frozen = nn.Linear(*given["sizes"]).requires_grad_(False)
    model = nn.Sequential(frozen, nn.BatchNorm1d(given["sizes"][1]))
    lesson.count_parameters(model)
    return {"frozen": [parameter.requires_grad for parameter in model.parameters()]}


@check("06.count_parameters", "requires_grad unchanged by counting", weight=1, reread=COUNT, supports=True)
def test_count_changes_nothing(observe: Observer) -> None:
    student, reference = observe(counted_and_left, {"sizes": [4, 3]})
    if student != reference:
        raise CheckFailed("count_parameters changed the requires_grad of some parameters.")
