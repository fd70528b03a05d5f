"""10: activations captured by name, values stretched for display, and figures of maps, filters and weights."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from autograder.comparing import CheckFailed, Observer, assert_same, check, randn
from autograder.inside.figures import drawn, pictures_in
from autograder.inside.probing import raised

CAPTURE = '"What a layer gives"'
COPIES = '"A copy, not the thing itself"'
HOOKS = '"Hooks that take themselves away"'
DISPLAY = '"Values to look at"'
PICTURES = '"Feature maps, filters and weights"'
CIFAR10_MEAN, CIFAR10_STD = (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)


class Inner(nn.Module):
    """A convolution that is called as its neighbour outside is, and a ReLU that works in place."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(4, 5, 3, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(5)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.relu(self.norm(self.conv(x)))


class Net(nn.Module):
    """Images [N, 3, H, W] -> logits [N, 6]. Every BatchNorm is overwritten by the ReLU behind it."""

    def __init__(self, values: list[torch.Tensor]) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(4)
        self.relu = nn.ReLU(inplace=True)
        self.stage = nn.Sequential(Inner(), nn.Conv2d(5, 7, 1), nn.ReLU(inplace=True))
        self.dropout = nn.Dropout(0.5)
        self.head = nn.Linear(7, 6)
        for parameter, given in zip(self.parameters(), values, strict=True):
            parameter.data = given.clone()
        # Far from a batch's own means, and so that every other channel is mostly negative before the ReLU.
        self.norm.running_mean = torch.tensor([3.0, -3.0, 3.0, -3.0]) * self.norm.weight.detach().sign()

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        features = self.stage(self.relu(self.norm(self.conv(images))))
        return self.head(self.dropout(features.mean((2, 3))))


def draw_net(rng: torch.Generator, count: int = 3) -> dict[str, Any]:
    """Weights for a Net, every one of them away from 0 and 1, and a batch of images."""
    shapes = [(4, 3, 3, 3), (4,), (4,), (5, 4, 3, 3), (5,), (5,), (7, 5, 1, 1), (7,), (6, 7), (6,)]
    values = [randn(rng, *shape) * 0.6 for shape in shapes]
    return {"values": values, "images": randn(rng, count, 3, 8, 9), "more": randn(rng, 2, 3, 8, 9)}


def kept(activations: Any) -> Any:
    """What was captured, as tensors by name; in words what it is where it is no such thing."""
    if not hasattr(activations, "keys"):
        return f"a {type(activations).__name__}"
    try:
        if not all(isinstance(name, str) for name in dict(activations)):
            return "a dict whose keys are not strings"
        return {name: torch.as_tensor(value).detach().clone() for name, value in dict(activations).items()}
    except (TypeError, ValueError, RuntimeError):
        kinds = sorted({type(value).__name__ for value in dict(activations).values()})
        return f"a dict with values of type {' and '.join(kinds)}"


def hooks_of(model: nn.Module) -> list[int]:
    """How many hooks each module has, of every kind, and whether its own forward was replaced."""
    kinds = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
    return [
        sum(len(getattr(module, kind)) for kind in kinds) + ("forward" in vars(module))
        for module in model.modules()
    ]


def captured(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: what is held of the named layers: before they ran, inside the block, and after a second run."""
    model = Net(given["values"]).train(given["train"])
    with lesson.capture_activations(model, given["names"]) as activations:
        at_first = kept(activations)
        model(given["images"])
        inside = kept(activations)
        model(given["more"])
    return {"at first": at_first, "inside": inside, "activations": kept(activations)}


def overwritten(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: what is held once the outputs themselves were changed in place, and whether it hangs on a graph."""
    model = Net(given["values"]).eval()
    with lesson.capture_activations(model, given["names"]) as activations:
        output = model(given["images"])
        with torch.no_grad():
            output.zero_()
    graphs = [
        name
        for name, v in (dict(activations) if hasattr(activations, "keys") else {}).items()
        if isinstance(v, torch.Tensor) and v.requires_grad
    ]
    return {"activations": kept(activations), "on a graph": graphs}


class Stop(Exception):
    """What goes wrong inside a block, on purpose."""


def afterwards(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: hooks and captured values once the block is over, in whichever way it ended."""
    model = Net(given["values"]).eval()
    others: list[int] = []
    for layer in (model.conv, model.stage):  # somebody else's hooks, which must stay
        layer.register_forward_hook(lambda *_: others.append(1))
    before, passed_on = hooks_of(model), ""
    activations: Any = {}
    try:
        with lesson.capture_activations(model, given["names"]) as activations:
            model(given["images"])
            if given["ends"] == "in an error":
                raise Stop
            if given["ends"] == "in an error of the model":
                model(given["images"][0, 0])
    except Stop:
        passed_on = "Stop"
    except NotImplementedError:  # a RuntimeError too, and the sign of an exercise not written
        raise
    except RuntimeError:
        passed_on = "RuntimeError"
    after = hooks_of(model)
    others.clear()
    model(given["more"])
    return {
        "activations": kept(activations),
        "hooks left": sum(max(a - b, 0) for a, b in zip(after, before, strict=True)),
        "hooks lost": sum(max(b - a, 0) for a, b in zip(after, before, strict=True)),
        "other hooks called": len(others),
        "error passed on": passed_on,
    }


def unknown(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: whether each unknown name is an error, and the hooks that are left after it."""

    def attempt(names: list[str]) -> None:
        with lesson.capture_activations(model, names):
            model(given["images"])

    rows = {}
    for name in given["unknown"]:
        model = Net(given["values"]).eval()
        error = raised(lambda n=name: attempt(["conv", n]))
        rows[name] = {"refused": bool(error), "hooks left": sum(hooks_of(model))}
    return rows


def undisturbed(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: output, gradients, modes and statistics of a training step inside the block."""
    model = Net(given["values"]).train()
    model.stage.eval()
    model.head.bias.requires_grad_(False)
    images = given["images"].clone()
    torch.manual_seed(given["seed"])
    with lesson.capture_activations(model, given["names"]):
        grad_inside = torch.is_grad_enabled()
        output = model(images)
        if output.requires_grad:
            output.square().mean().backward()
    return {
        "output": output.detach().clone(),
        "gradients": {n: p.grad.clone() for n, p in model.named_parameters() if p.grad is not None},
        "buffers": {n: b.detach().clone() for n, b in model.named_buffers()},
        "modes": [int(m.training) for m in model.modules()],
        "parameters with requires_grad": sum(p.requires_grad for p in model.parameters()),
        "gradients enabled inside the block": grad_inside,
        "images unchanged": torch.equal(images, given["images"]),
    }


def assert_captured(
    student: dict[str, Any], reference: dict[str, Any], part: str = "activations", when: str = ""
) -> None:
    """Raise CheckFailed unless both hold the same layers' values."""
    yours, ours = student[part], reference[part]
    if isinstance(yours, str):
        raise CheckFailed(
            f"{when}the with block gives {yours}, expected a dict from layer name to tensor.".capitalize()
        )
    if set(yours) != set(ours):
        held, expected = sorted(yours) or "nothing", sorted(ours) or "nothing"
        raise CheckFailed(f"{when}your dict holds {held}, expected {expected}.".capitalize())
    for name in ours:
        assert_same({f"layer {name}": yours[name]}, {f"layer {name}": ours[name]})


@check("10.capture_activations", "the outputs of the named layers", weight=9, reread=CAPTURE)
def test_captured(observe: Observer) -> None:
    for names, train in (
        (["stage.0.conv"], False),
        (["head", "conv", "stage.1"], True),
        (["stage.0", "norm"], False),
    ):
        given = {**draw_net(observe.rng), "names": names, "train": train}
        student, reference = observe(captured, given)
        assert_captured(student, reference, "inside", "inside the block, after the forward pass, ")
        assert_captured(student, reference)
        assert_captured(student, reference, "at first", "inside the block, before the forward pass, ")


@check("10.capture_activations", "copies of the outputs, detached from the graph", weight=2, reread=COPIES)
def test_copies(observe: Observer) -> None:
    given = {**draw_net(observe.rng), "names": ["norm", "stage.0.norm", "stage.1", "head"]}
    student, reference = observe(overwritten, given)
    assert_captured(student, reference)
    if student["on a graph"]:
        names = ", ".join(student["on a graph"])
        raise CheckFailed(
            f"The captured tensors of {names} are still part of the computation graph (requires_grad is True)."
        )


@check("10.capture_activations", "hooks removed after the block", weight=2, reread=HOOKS)
def test_no_hook_left(observe: Observer) -> None:
    given = {**draw_net(observe.rng), "names": ["conv", "stage.0.conv", "head"]}
    assert_over(*observe(afterwards, {**given, "ends": "well"}))


@check("10.capture_activations", "hooks removed after an error", weight=2, reread=HOOKS)
def test_no_hook_left_after_an_error(observe: Observer) -> None:
    for ends in ("well", "in an error", "in an error of the model"):
        given = {**draw_net(observe.rng), "names": ["conv", "stage.0.conv", "head"], "ends": ends}
        assert_over(*observe(afterwards, given))


def assert_over(student: dict[str, Any], reference: dict[str, Any]) -> None:
    """Raise CheckFailed unless a block that is over has left the values and nothing else."""
    if student["error passed on"] != reference["error passed on"]:
        raise CheckFailed(
            "Your code hides an error that was raised inside the block; it should pass the error on."
        )
    if student["hooks left"]:
        raise CheckFailed(f"After the block, {student['hooks left']} of your hooks are still on the model.")
    if student["hooks lost"] or student["other hooks called"] != reference["other hooks called"]:
        raise CheckFailed("Your code removed or disabled a hook that was already on the model.")
    assert_captured(student, reference)


@check("10.capture_activations", "forward and backward pass unchanged", weight=2, reread=HOOKS, supports=True)
def test_undisturbed(observe: Observer) -> None:
    given = {**draw_net(observe.rng), "names": ["conv", "norm", "stage", "head"], "seed": observe.seed}
    assert_same(*observe(undisturbed, given))


@check(
    "10.capture_activations", "an error for an unknown layer name", weight=1, reread=CAPTURE, supports=True
)
def test_unknown_name(observe: Observer) -> None:
    given = {**draw_net(observe.rng), "unknown": ["convolution", "stage.0.relu2", "stage.9", "0.conv"]}
    student, reference = observe(unknown, given)
    for name, row in reference.items():
        if not student[name]["refused"]:
            raise CheckFailed(
                f"The model has no layer {name!r}, but your code raises no error for this name."
            )
        if student[name] != row:
            raise CheckFailed(
                "After the error for an unknown name, some of your hooks are still on the model."
            )


def stretched(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the stretched values, and whether the tensor handed in is what it was."""
    rows = {}
    for name, values in given["tensors"].items():
        tensor = values.clone(memory_format=torch.preserve_format)
        answer = torch.as_tensor(lesson.normalize_for_display(tensor))
        result = answer.detach().clone()
        undefined = int((~result.isfinite()).sum())
        rows[name] = {"values": result, "undefined": undefined, "untouched": torch.equal(tensor, values)}
        rows[name]["new"] = answer.data_ptr() != tensor.data_ptr()
    return rows


def close_together(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: how far a channel reaches whose values lie close together; an epsilon may take some of it."""
    result = torch.as_tensor(lesson.normalize_for_display(given["maps"].clone()))
    return {"largest": 1.0 if result.max() > 0.8 else float(result.max())}


def assert_stretched(student: dict[str, Any], reference: dict[str, Any]) -> None:
    for name, row in reference.items():
        assert_same({name: student[name]["values"]}, {name: row["values"]})


@check("10.normalise", "every channel scaled to 0..1", weight=4, reread=DISPLAY)
def test_every_channel(observe: Observer) -> None:
    scales = torch.tensor([0.5, 40.0, 3.0, 1.0]).view(4, 1, 1)
    shifts = torch.tensor([-7.0, 100.0, 0.0, -0.5]).view(4, 1, 1)
    maps = torch.rand(4, 7, 5, generator=observe.rng) * scales + shifts
    square = randn(observe.rng, 3, 3, 3)
    strided = randn(observe.rng, 6, 9, 2).transpose(1, 2)[::2]
    given = {"tensors": {"maps": maps, "one channel": maps[1:2], "as many channels as rows": square}}
    given["tensors"]["a tensor that is not contiguous"] = strided
    assert_stretched(*observe(stretched, given))


@check(
    "10.normalise", "zeros for a constant channel", weight=3, reread='"Values to look at": a constant channel'
)
def test_constant_channel(observe: Observer) -> None:
    maps = randn(observe.rng, 5, 4, 6)
    maps[1], maps[3] = 0.1, -2.7
    maps[4] = 0.0
    given = {"tensors": {"maps": maps, "a constant channel first": maps[[3, 0, 2]]}}
    assert_stretched(*observe(stretched, given))
    student, _ = observe(close_together, {"maps": 0.5 + 0.0002 * torch.rand(2, 6, 7, generator=observe.rng)})
    if student["largest"] != 1:
        raise CheckFailed(
            f"A channel is not constant, but its values lie close together: its largest becomes "
            f"{student['largest']:.2g}; it should be 1."
        )


@check("10.normalise", "the input tensor unchanged", weight=1, reread=DISPLAY, supports=True)
def test_tensor_untouched(observe: Observer) -> None:
    maps = randn(observe.rng, 3, 4, 5)
    low, high = maps.amin((1, 2), keepdim=True), maps.amax((1, 2), keepdim=True)
    student, _ = observe(stretched, {"tensors": {"maps": maps, "stretched": (maps - low) / (high - low)}})
    if not student["maps"]["untouched"]:
        raise CheckFailed("Your function changes its input tensor in place.")
    if not all(row["new"] for row in student.values()):
        raise CheckFailed("Your function returns its input tensor; it should return a new tensor.")


def found_in(values: torch.Tensor, images: torch.Tensor, alike: float) -> list[int]:
    """Which of `images` [N, C, H, W] stand in a picture [h, w, C]; any contrast and brightness will do.

    `alike` is the least correlation: below 1, since bytes round and some people cut off what lies far out.
    """
    height, width = images.shape[2:]
    if values.shape[2] == 3 and images.shape[1] == 1:
        values = values.mean(2, keepdim=True)  # a map drawn in grey
    if values.shape[2] != images.shape[1] or values.shape[0] < height or values.shape[1] < width:
        return []
    windows = values[:400, :400].unfold(0, height, 1).unfold(1, width, 1).flatten(0, 1).flatten(2)
    patterns = images.double().flatten(2)
    windows = F.normalize(windows - windows.mean(2, keepdim=True), dim=2)
    patterns = F.normalize(patterns - patterns.mean(2, keepdim=True), dim=2)
    found = torch.einsum("pcx,ncx->pnc", windows, patterns).amin(2) > alike
    return [row[1] for row in found.nonzero().tolist()]


def contrast(values: torch.Tensor) -> torch.Tensor:
    """A picture with every channel from 0 to 1, so that brightness and contrast play no part."""
    low, high = values.amin((0, 1), keepdim=True), values.amax((0, 1), keepdim=True)
    return ((values - low) / (high - low).clamp_min(1e-12)).float()


def default_of(function: Any, place: int) -> Any:
    """The whole number that an argument has where nobody gives one; None where that cannot be told."""
    import inspect

    try:
        parameter = list(inspect.signature(function).parameters.values())[place]
    except (TypeError, ValueError, IndexError):
        return None
    fixed = parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    return parameter.default if fixed and type(parameter.default) is int else None


def maps_shown(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the pictures in the figure besides the image itself, and how the model was left."""
    model = Net(given["values"]).train(not given.get("eval mode"))
    model.stage.train(given.get("eval mode", False))
    ran_in_train_mode: list[bool] = []
    model.norm.register_forward_pre_hook(lambda norm, _: ran_in_train_mode.append(norm.training))
    hooks = hooks_of(model)
    image = given["image"].clone()
    options = {"n": given["n"]} if "n" in given else {}
    figure = drawn(lambda: lesson.show_feature_maps(model, image, given["layer"], **options))
    if figure is None:
        return {"figure": False}
    pictures = [p for _, p in pictures_in(figure) if not found_in(p, given["image"][None], 0.99)]
    return {
        "figure": True,
        "n by default": default_of(lesson.show_feature_maps, 3),
        "pictures": [contrast(p) for p in pictures],
        "ran in train mode": any(ran_in_train_mode),
        "modes": [int(m.training) for m in model.modules()],
        "hooks as found": hooks == hooks_of(model),
        "image untouched": torch.equal(image, given["image"]),
    }


def filters_shown(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the pictures in the figure, and whether the model's weights are what they were."""
    net = Net(given["values"])
    model = nn.Sequential(nn.Sequential(net)) if given.get("inside others") else net
    options = {"n": given["n"]} if "n" in given else {}
    figure = drawn(lambda: lesson.show_first_conv_filters(model, **options))
    if figure is None:
        return {"figure": False}
    return {
        "figure": True,
        "n by default": default_of(lesson.show_first_conv_filters, 1),
        "pictures": [contrast(p) for _, p in pictures_in(figure)],
        "weights untouched": all(map(torch.equal, model.parameters(), given["values"])),
    }


def bars_in(axes: Any) -> list[torch.Tensor]:
    """Every histogram in the axes, as rows (left, right, height), however it was drawn."""
    from itertools import pairwise

    found = []
    for bars in axes.containers:
        rows = [(p.get_x(), p.get_x() + p.get_width(), p.get_height()) for p in getattr(bars, "patches", [])]
        found.append(rows)
    for points in [line.get_xydata() for line in axes.lines]:  # a curve through the middle of every bin
        x, y = points[:, 0].tolist(), points[:, 1].tolist()
        half = [(right - left) / 2 for left, right in pairwise(x)]
        found.append([(m - h, m + h, v) for m, h, v in zip(x, half + half[-1:], y, strict=False)])
    in_containers = {patch for bars in axes.containers for patch in getattr(bars, "patches", [])}
    for patch in axes.patches:
        if patch not in in_containers:  # an outline with steps
            corners = patch.get_path().vertices.tolist()
            steps = [(a[0], b[0], a[1]) for a, b in pairwise(corners) if a[1] == b[1] and a[0] < b[0]]
            found.append(steps)
    return [torch.tensor(rows, dtype=torch.float64) for rows in found if len(rows) > 2]


def histograms_shown(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: which of the model's parameters the figure's histograms count, alone or together."""
    convolutions = nn.Sequential(nn.Conv2d(4, 4, 3), nn.ReLU(), nn.Conv2d(4, 5, 3), nn.BatchNorm2d(5))
    model = nn.Sequential()
    model.add_module("stem", nn.Conv2d(3, 4, 3))
    model.add_module("stage", convolutions)
    model.add_module("head", nn.Linear(5, 9))
    for parameter, value in zip(model.parameters(), given["values"], strict=True):
        parameter.data = value.clone()
    figure = drawn(lambda: lesson.plot_weight_histograms(model))
    if figure is None:
        return {"figure": False}
    names, values = zip(*model.named_parameters(), strict=True)
    chosen = torch.cartesian_prod(*[torch.tensor([0.0, 1.0], dtype=torch.float64)] * len(names))
    histograms = [histogram for axes in figure.axes for histogram in bars_in(axes)]
    counted: set[str] = set()
    for histogram in histograms:
        left, right, heights = histogram.T.contiguous()
        edges = torch.cat([left, right[-1:] + 1e-9])
        counts = torch.stack([counts_between(v.detach().double().flatten(), edges) for v in values])
        distances = (F.normalize(chosen @ counts, p=1, dim=1) - F.normalize(heights, p=1, dim=0)).abs().sum(1)
        if distances.min() < 0.15:
            best = chosen[distances.argmin()].tolist()
            counted |= {name for name, taken in zip(names, best, strict=True) if taken}
    wanted = [f"{name}.weight" for name in given["layers"]]
    return {"figure": True, "none": not histograms, "missing": [name not in counted for name in wanted]}


def counts_between(values: torch.Tensor, edges: torch.Tensor) -> torch.Tensor:
    places = torch.bucketize(values, edges, right=True)
    return torch.bincount(places, minlength=len(edges) + 1)[1:-1].double()


def assert_pictures(
    student: dict[str, Any], patterns: torch.Tensor, count: int, what: str, alike: float, default: int
) -> None:
    """Raise CheckFailed unless the pictures show the first `count` of `patterns` [N, C, H, W]."""
    if not student["figure"]:
        raise CheckFailed("Your function does not return a matplotlib Figure.")
    found = [
        place for picture in student["pictures"] for place in found_in(picture.double(), patterns, alike)
    ]
    if student["pictures"] and not found:
        raise CheckFailed(
            f"No picture in your figure shows one of the {what} (at any brightness and contrast)."
        )
    if len(found) != count:
        raise CheckFailed(f"The figure shows {len(found)} of the {what}, expected {count}.")
    if len(set(found)) != count:
        raise CheckFailed(f"The figure shows one of the {what} more than once.")
    if max(found, default=0) >= count:
        raise CheckFailed(f"The figure should show the first {count} of the {what}, but it shows others.")
    if student["n by default"] not in (None, default):
        seen = student["n by default"]
        raise CheckFailed(
            f"Without n your figure shows at most {seen} of the {what}; it should be {default}."
        )
    if len(student["pictures"]) > count:
        raise CheckFailed(f"The figure also has pictures that are not {what}.")


def maps_of(given: dict[str, Any]) -> torch.Tensor:
    """What the layer gives for the image in eval mode: [C, 1, h, w]."""
    model, maps = Net(given["values"]).eval(), []
    layer = model.get_submodule(given["layer"])
    with torch.no_grad(), layer.register_forward_hook(lambda *row: maps.append(row[2].clone())):
        model(given["image"][None])
    return maps[0][0][:, None]


def draw_image(rng: torch.Generator) -> torch.Tensor:
    """An image [3, H, W] as the network gets it, with all its values within 0..1 before."""
    mean, std = (torch.tensor(values).view(3, 1, 1) for values in (CIFAR10_MEAN, CIFAR10_STD))
    return (torch.rand(3, 8, 9, generator=rng) * 0.9 + 0.05 - mean) / std


@check("10.show", "the feature maps of a layer", weight=3, reread=PICTURES)
def test_feature_maps(observe: Observer) -> None:
    for layer, options, count in (("stage.0.norm", {"n": 2}, 2), ("norm", {}, 4)):
        given = {**draw_net(observe.rng), "image": draw_image(observe.rng), "layer": layer, **options}
        student, _ = observe(maps_shown, given)
        if student.get("ran in train mode"):
            raise CheckFailed("Your code runs the model in train mode, so the maps depend on the batch.")
        assert_pictures(student, maps_of(given), count, "feature maps of the layer in eval mode", 0.95, 16)


@check("10.show", "the filters of the first convolution", weight=3, reread=PICTURES)
def test_filters(observe: Observer) -> None:
    for options, count in (({"n": 1}, 1), ({"inside others": True}, 4)):
        given = {**draw_net(observe.rng), **options}
        student, _ = observe(filters_shown, given)
        assert_pictures(student, given["values"][0], count, "filters", 0.99, 64)


@check("10.show", "the histograms of the weights", weight=3, reread=PICTURES)
def test_histograms(observe: Observer) -> None:
    shapes = [(4, 3, 3, 3), (4,), (4, 4, 3, 3), (4,), (5, 4, 3, 3), (5,), (5,), (5,), (9, 5), (9,)]
    centres = torch.randperm(len(shapes), generator=observe.rng) * 0.08 - 0.3
    values = [randn(observe.rng, *shape) * 0.03 + c for shape, c in zip(shapes, centres, strict=True)]
    given = {"values": values, "layers": ["stem", "stage.0", "stage.2", "head"]}
    student, _ = observe(histograms_shown, given)
    if not student["figure"]:
        raise CheckFailed("Your function does not return a matplotlib Figure.")
    if student["none"]:
        raise CheckFailed("The figure has no histogram.")
    for name, missing in zip(given["layers"], student["missing"], strict=True):
        if missing:
            raise CheckFailed(f"No histogram contains the weights of the layer {name!r}.")


@check("10.show", "model and image unchanged", weight=1, reread=HOOKS, supports=True)
def test_figures_leave_no_trace(observe: Observer) -> None:
    given = {**draw_net(observe.rng), "image": draw_image(observe.rng), "layer": "stage.0.conv", "n": 1}
    found = [observe(maps_shown, {**given, "eval mode": mode}) for mode in (False, True)]
    sentences = {
        "modes": "After the call some modules of the model are in another mode than before.",
        "hooks as found": "After the call the model has other hooks than before.",
        "image untouched": "Your function changes the image in place.",
    }
    for what, sentence in sentences.items():
        if any(student.get(what, reference[what]) != reference[what] for student, reference in found):
            raise CheckFailed(sentence)
    student, _ = observe(filters_shown, draw_net(observe.rng))
    if not student.get("weights untouched", True):
        raise CheckFailed("Your function changes the weights of the model.")
