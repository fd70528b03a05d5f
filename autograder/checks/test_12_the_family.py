"""12.resnet, 12.load_by_name, 12.transfer: other depths, weights by name, a frozen backbone."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from autograder.comparing import CheckFailed, Observer, assert_same, check, draw_state, randn
from autograder.comparing.comparison import same
from autograder.comparing.first_difference import explain_difference
from autograder.inside.layers import materialise, plain_shape
from autograder.inside.probing import Evaluated, evaluated, raised, trained
from resnet_ref.family import BasicBlock, resnet

BLOCK = '"The basic block"; He et al. 2015, figure 5, left'
DEPTHS = '"Five depths from one function"; He et al. 2015, table 1'
UNKNOWN = '"What the function refuses"'
BY_NAME = '"Weights by name"'
FROZEN = '"Training nothing but the head"'

# in_channels, width, stride: the shortcut is the input in the first case, and a projection in all others
SHAPES = ((4, 4, 1), (4, 6, 1), (4, 8, 2), (4, 4, 2))


def block_evaluated(lesson: Any, given: dict[str, Any]) -> Evaluated:
    """Probe: see `evaluated`."""
    return evaluated(lesson.BasicBlock(*given["shape"]), given)


def block_trained(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: see `trained`."""
    return trained(lesson.BasicBlock(*given["shape"]), given)


def network(lesson: Any, given: dict[str, Any]) -> Evaluated:
    """Probe: logits of a whole network, for images of an odd size; see `evaluated`."""
    return evaluated(lesson.resnet(given["depth"], given["classes"], given["width"], given["stem"]), given)


def network_trained(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: gradients and running statistics of a whole network; see `trained`."""
    return trained(lesson.resnet(given["depth"], given["classes"], given["width"], given["stem"]), given)


def built(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: what a call builds: weight shapes without sides of one, and output sizes of convolutions, sorted."""
    net = lesson.resnet(*given["arguments"], **given["options"])
    materialise(net, torch.zeros(1, 3, 32, 32))
    shapes = sorted(plain_shape(parameter.shape) for parameter in net.parameters())
    return {"weights": shapes, "sizes": sizes_in(net)}


def sizes_in(net: nn.Module) -> list[list[int]]:
    """Height and width of what every convolution gives for an image of 32x32, sorted."""
    from torch.utils._python_dispatch import TorchDispatchMode

    found = []

    class Sizes(TorchDispatchMode):
        @classmethod
        def _should_skip_dynamo(cls) -> bool:
            return False  # True, the default, imports torch's compiler: two seconds

        def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            out = func(*args, **(kwargs or {}))
            if "convolution" in str(func):
                found.append(list((out[0] if isinstance(out, tuple) else out).shape[2:]))
            return out

    with torch.no_grad(), Sizes():
        net.eval()(torch.zeros(1, 3, 32, 32))
    return sorted(found)


def refused(lesson: Any, given: dict[str, Any]) -> dict[str, str]:
    """Probe: which exception each depth raises."""
    build = lesson.resnet
    build(18, width=1)
    return {str(depth): raised(lambda d=depth: build(d, width=1)) for depth in given["depths"]}


def draw_block(rng: torch.Generator, shape: tuple[int, ...]) -> dict[str, Any]:
    """A batch, weights for every layer, and a direction to take the gradient in."""
    images = randn(rng, 3, shape[0], 7, 5)
    block = BasicBlock(*shape)
    state = draw_state(block, rng, images)
    with torch.no_grad():
        direction = randn(rng, *block(images).shape)
    return {"shape": shape, "images": images, "state": state, "direction": direction}


def draw_network(rng: torch.Generator, depth: int, stem: str) -> dict[str, Any]:
    """Images and weights for a narrow network, and an unusual number of classes."""
    classes = 3 + int(torch.randint(5, (1,), generator=rng))
    given: dict[str, Any] = {
        "depth": depth,
        "classes": classes,
        "width": 2,
        "stem": stem,
        # Four, since layer4 may see one pixel of each, and of two values the variance may be next to nothing.
        "images": randn(rng, 4, 3, 17, 13),
    }
    given["state"] = draw_state(resnet(depth, classes, 2, stem), rng, given["images"])
    return given


@check("12.resnet", "a block, and networks with 18 and 50 layers", weight=12, reread=DEPTHS)
def test_block_and_networks(observe: Observer) -> None:
    test_block_output(observe)
    for depth, stem in ((18, "imagenet"), (50, "cifar")):
        assert_built(observe, depth, 3, 2)
        explain_difference(*observe(network, draw_network(observe.rng, depth, stem)))


@check("12.resnet", "BasicBlock: output with and without a projection", weight=1, reread=BLOCK)
def test_block_output(observe: Observer) -> None:
    for shape in (*SHAPES, (5, 6)):  # at last with the stride that it has when none is given
        explain_difference(*observe(block_evaluated, draw_block(observe.rng, shape)))


@check(
    "12.resnet", "BasicBlock: gradients and running statistics after a training step", weight=2, reread=BLOCK
)
def test_block_gradients(observe: Observer) -> None:
    for shape in SHAPES[:3:2]:
        assert_same(*observe(block_trained, draw_block(observe.rng, shape)))


def assert_built(observe: Observer, *arguments: int, **options: int | str) -> None:
    """Raise CheckFailed with the first shape of which a network has too many weights or too few."""
    given = {"arguments": list(arguments), "options": options}
    student, reference = observe(built, given)
    left, right = student["weights"], reference["weights"]
    odd = next((shape for shape in left if left.count(shape) > right.count(shape)), None)
    lost = next((shape for shape in right if left.count(shape) < right.count(shape)), None)
    seen = [f"has too many weights of shape {tuple(odd)}"] if odd else []
    seen += [f"has too few weights of shape {tuple(lost)}"] if lost else []
    if seen:
        call = ", ".join([*map(str, arguments), *(f"{name}={value!r}" for name, value in options.items())])
        raise CheckFailed(f"resnet({call}) {' and '.join(seen)}.")
    if student["sizes"] != reference["sizes"]:
        call = ", ".join([*map(str, arguments), *(f"{name}={value!r}" for name, value in options.items())])
        raise CheckFailed(
            f"The weights of resnet({call}) have the right shapes, but its convolutions give wrong heights and "
            "widths: look at the strides."
        )


@check("12.resnet", "gradients and running statistics of a whole network", weight=3, reread=DEPTHS)
def test_network_gradients(observe: Observer) -> None:
    given = draw_network(observe.rng, 18, "imagenet")
    direction = randn(observe.rng, len(given["images"]), given["classes"])
    assert_same(*observe(network_trained, {**given, "direction": direction}))


@check("12.resnet", "networks with 34, 101 and 152 layers", weight=4, reread=DEPTHS, supports=True)
def test_other_depths(observe: Observer) -> None:
    for depth in (34, 101, 152):
        assert_built(observe, depth, 3, 1)


@check("12.resnet", "the default arguments", weight=1, reread=DEPTHS, supports=True)
def test_defaults(observe: Observer) -> None:
    assert_built(observe, 18, width=2)
    assert_built(observe, 18, width=2, stem="imagenet")
    assert_built(observe, 18)


@check("12.resnet", "ValueError for an unknown depth", weight=1, reread=UNKNOWN, supports=True)
def test_refuses_other_depths(observe: Observer) -> None:
    student, reference = observe(refused, {"depths": [20, 35, 0, 49, 200]})
    for depth in reference:
        if student[depth] != reference[depth]:
            seen = f"raises {student[depth]}" if student[depth] else "is accepted"
            raise CheckFailed(
                f"resnet({depth}) {seen}; there is no such network, so it should raise ValueError."
            )


class TinyNet(nn.Module):
    """The field's names around very little: conv1, bn1, layer1 with a shortcut, layer4 with an fc of its own, fc."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.layer1 = nn.Sequential(nn.Conv2d(4, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU())
        self.layer4 = nn.Sequential()
        self.layer4.add_module("conv1", nn.Conv2d(4, 6, 3, stride=2, padding=1, bias=False))
        self.layer4.add_module("fc", nn.Conv2d(6, 6, 1, bias=False))  # as in squeeze-and-excitation blocks
        self.layer4.add_module("bn1", nn.BatchNorm2d(6))
        self.fc = nn.Linear(6, 5)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        features = self.bn1(self.conv1(images)).relu()
        features = self.layer4(features + self.layer1(features)).relu()
        return self.fc(features.mean((2, 3)))


def values_of(net: nn.Module) -> dict[str, torch.Tensor]:
    """Copies of all weights and statistics by name."""
    return {name: tensor.detach().clone() for name, tensor in net.state_dict().items()}


def loaded(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: a network's values after loading, again after the dictionary has changed, and the names returned.

    Whether a name whose shape differs is called missing or unexpected is left open.
    """
    net = TinyNet()
    net.load_state_dict(given["own"])
    net.layer1.eval()
    state = {name: tensor.clone() for name, tensor in given["state"].items()}
    answer = lesson.load_by_name(net, state)
    found: dict[str, Any] = {"values": values_of(net)}
    found["dictionary untouched"] = list(state) == list(given["state"]) and all(
        torch.equal(state[name], given["state"][name]) for name in state
    )
    for tensor in state.values():
        tensor.add_(1)
    found["values after the dictionary changed"] = values_of(net)
    found["requires_grad"] = [parameter.requires_grad for parameter in net.parameters()]
    found["modes"] = [module.training for module in net.modules()]
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return {**found, "names": type(answer).__name__}
    if any(isinstance(names, str) or not hasattr(names, "__iter__") for names in answer):
        return {**found, "names": f"{type(answer).__name__} of {type(answer[0]).__name__}"}
    missing, unexpected = ([str(name) for name in names] for names in answer)
    found["names"] = {
        "missing": sorted(set(missing) - set(given["misfits"])),
        "unexpected": sorted(set(unexpected) - set(given["misfits"])),
        "of another shape": [name for name in given["misfits"] if name in missing or name in unexpected],
    }
    return found


def draw_weights(rng: torch.Generator) -> dict[str, torch.Tensor]:
    """Values for every name of TinyNet."""
    weights = values_of(TinyNet())
    for name, tensor in weights.items():
        if name.endswith("num_batches_tracked"):
            tensor.fill_(int(torch.randint(5, 500, (1,), generator=rng)))
        elif name.endswith("running_var"):
            tensor.uniform_(0.5, 1.5, generator=rng)
        else:
            tensor.normal_(generator=rng)
    return weights


def draw_load(rng: torch.Generator) -> dict[str, Any]:
    """A network's values, and a dictionary that fits in part.

    One misfit would broadcast, one has as many values in another shape, and one stranger has a weight's shape.
    """
    own, state = draw_weights(rng), draw_weights(rng)
    for name in ("layer1.1.running_mean", "layer4.conv1.weight", "bn1.bias"):
        del state[name]
    state["fc.bias"] = randn(rng, 1)
    state["fc.weight"] = state["fc.weight"].T.contiguous()
    state["layer1.0.weight"] = randn(rng, 4, 4, 1, 1)
    state["layer1.1.weight"] = state["layer1.1.weight"].half()  # it fits by name and shape
    misfits = ["fc.bias", "fc.weight", "layer1.0.weight"]
    state = {
        "head.weight": randn(rng, 5, 6),
        "module.bn1.bias": randn(rng, 4),
        **state,
        "epoch": torch.tensor(3),
    }
    return {"own": own, "state": state, "misfits": misfits}


def assert_loaded(student: dict[str, Any], reference: dict[str, Any], part: str) -> None:
    """Raise CheckFailed with the first name whose values are not what they should be."""
    for name, expected in reference[part].items():
        if not torch.allclose(student[part][name].double(), expected.double(), rtol=1e-5, atol=1e-6):
            raise CheckFailed(f"After load_by_name, {name} has wrong values.")


@check("12.load_by_name", "the copied values and the returned names", weight=4, reread=BY_NAME)
def test_copies_and_names(observe: Observer) -> None:
    for part in (test_copies, test_names):
        part(observe)


@check("12.load_by_name", "copied values, only where name and shape match", weight=1, reread=BY_NAME)
def test_copies(observe: Observer) -> None:
    student, reference = observe(loaded, draw_load(observe.rng))
    assert_loaded(student, reference, "values")


@check("12.load_by_name", "a dictionary that matches completely", weight=1, reread=BY_NAME)
def test_copies_all(observe: Observer) -> None:
    given = {"own": draw_weights(observe.rng), "state": draw_weights(observe.rng), "misfits": []}
    student, reference = observe(loaded, given)
    assert_loaded(student, reference, "values")
    assert_same({"names": student["names"]}, {"names": reference["names"]})


@check(
    "12.load_by_name",
    "missing and unexpected names",
    weight=1,
    reread=BY_NAME,
    supports=True,
)
def test_names(observe: Observer) -> None:
    student, reference = observe(loaded, draw_load(observe.rng))
    if isinstance(student["names"], str):
        raise CheckFailed(
            f"load_by_name should return (missing, unexpected); yours returns a {student['names']}."
        )
    for kind, expected in reference["names"].items():
        extra = [name for name in student["names"][kind] if name not in expected]
        lost = [name for name in expected if name not in student["names"][kind]]
        if extra:
            raise CheckFailed(f"Your result lists {extra[0]} as {kind}, but it is not.")
        if lost:
            called = (
                kind if kind != "of another shape" else "missing or unexpected, but its shape does not match"
            )
            raise CheckFailed(f"Your result does not list {lost[0]} as {called}.")


@check("12.load_by_name", "values copied, dictionary unchanged", weight=1, reread=BY_NAME, supports=True)
def test_leaves_the_dictionary(observe: Observer) -> None:
    student, reference = observe(loaded, draw_load(observe.rng))
    if not student["dictionary untouched"]:
        raise CheckFailed("load_by_name changed the dictionary that it was given.")
    if student["requires_grad"] != reference["requires_grad"]:
        raise CheckFailed("After load_by_name, some weights no longer require a gradient.")
    if student["modes"] != reference["modes"]:
        raise CheckFailed("After load_by_name, some modules of the network are in another mode than before.")
    for name, before in student["values"].items():
        if not torch.equal(before, student["values after the dictionary changed"][name]):
            raise CheckFailed(
                f"When the dictionary changes later, {name} changes too: its values were not copied."
            )


def transferred(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: what trains and what stays, over a training step each, straight away and after model.train()."""
    net = TinyNet()
    net.load_state_dict(given["weights"])
    net.train(given["train"])
    lesson.freeze_backbone(net)
    found: dict[str, Any] = {}
    for moment in ("at once", "after model.eval() and model.train()"):
        before = values_of(net)
        for parameter in net.parameters():
            parameter.grad = None
        logits = net(given["images"])
        F.cross_entropy(logits, given["targets"]).backward()
        with torch.no_grad():
            for parameter in net.parameters():
                if parameter.requires_grad and parameter.grad is not None:
                    parameter.sub_(0.1 * parameter.grad)
        after = values_of(net)
        found[moment] = {
            name: name in after and not torch.equal(before[name], after[name])
            for name in given["weights"]
            if not name.endswith("num_batches_tracked")
        }
        found[f"logits {moment}"] = logits.detach()
        net.eval()
        net.train()
    found["another BatchNorm trains"] = nn.BatchNorm2d(2).train().training
    found["trainable"] = sorted(name for name, p in net.named_parameters() if p.requires_grad)
    found["requires_grad on modules"] = any("requires_grad" in vars(module) for module in net.modules())
    return found


def unchanged(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: logits in eval mode after freezing, and the gradients that reach the head there."""
    net = TinyNet()
    net.load_state_dict(given["weights"])
    lesson.freeze_backbone(net)
    net.eval()
    logits = net(given["images"])
    F.cross_entropy(logits, given["targets"]).backward()
    return {
        "logits": logits.detach(),
        "gradients": {
            name: parameter.grad for name, parameter in net.named_parameters() if parameter.grad is not None
        },
    }


def draw_transfer(rng: torch.Generator, train: bool) -> dict[str, Any]:
    """A network's values and a batch."""
    images, targets = randn(rng, 4, 3, 7, 6), torch.randint(5, (4,), generator=rng)
    return {"weights": draw_weights(rng), "images": images, "targets": targets, "train": train}


def assert_only_head(student: dict[str, Any], reference: dict[str, Any]) -> None:
    """Raise CheckFailed with the first thing that moved, or did not."""
    for moment, expected in reference.items():
        if not isinstance(expected, dict):
            continue
        for name, moves in expected.items():
            if student[moment][name] != moves:
                seen = (
                    "did not change; the head should train" if moves else "changed; it should stay the same"
                )
                when = "directly after freeze_backbone" if moment == "at once" else moment
                raise CheckFailed(f"In a training step {when}, {name} {seen}.")
    left = [name for name in student["trainable"] if name not in reference["trainable"]]
    if left:
        raise CheckFailed(f"{left[0]} still requires a gradient; only the head should.")
    for place in (name for name in reference if name.startswith("logits")):
        if not same(student[place], reference[place]):
            raise CheckFailed(
                "In train mode the BatchNorms do not use their running statistics, but those of the batch. "
                "They should stay in eval mode."
            )
    if not student["another BatchNorm trains"]:
        raise CheckFailed("BatchNorms of other networks stay in eval mode too: the class itself was changed.")


@check("12.transfer", "only the head trained, BatchNorm statistics unchanged", weight=3, reread=FROZEN)
def test_only_the_head(observe: Observer) -> None:
    assert_only_head(*observe(transferred, draw_transfer(observe.rng, train=True)))


@check("12.transfer", "only the head trained, for a network in eval mode", weight=1, reread=FROZEN)
def test_only_the_head_from_eval(observe: Observer) -> None:
    assert_only_head(*observe(transferred, draw_transfer(observe.rng, train=False)))


@check(
    "12.transfer",
    "logits unchanged, and a gradient for the head",
    weight=2,
    reread=FROZEN,
    supports=True,
)
def test_same_answers(observe: Observer) -> None:
    assert_same(*observe(unchanged, draw_transfer(observe.rng, train=True)))
