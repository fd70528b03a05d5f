"""03_why_residual: two blocks that differ by one addition, and how much gradient arrives at each convolution."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from autograder.comparing import CheckFailed, Observer, assert_same, check, draw_state, randn
from autograder.comparing.first_difference import explain_difference
from autograder.inside.probing import Evaluated, evaluated, trained
from resnet_ref.residual import PlainBlock, ResidualBlock

CHANNELS = 4
SHAPE = (3, CHANNELS, 7, 5)  # odd and not square
PLAIN = '"A plain block"; He et al. 2015, figure 2'
RESIDUAL = '"One addition"; He et al. 2015, figure 2 and equation 1'
STATISTICS = '"A plain block"; lesson 02, "Running statistics"'
LARGE = 67  # images: more than any usual piece of a batch, and no multiple of one
SURE = 3000.0  # with logits so far apart, float32 knows only probabilities 0 and 1
NORMS = '"How much gradient arrives"; lesson 03, gradient_norms'


# 03.blocks


def draw_block(rng: torch.Generator, name: str) -> dict[str, Any]:
    """A batch, weights for every layer of the block of this name, and a direction to take the gradient in."""
    images = randn(rng, *SHAPE)
    block = {"PlainBlock": PlainBlock, "ResidualBlock": ResidualBlock}[name](CHANNELS)
    state = draw_state(block, rng, images)
    return {
        "block": name,
        "channels": CHANNELS,
        "images": images,
        "state": state,
        "direction": randn(rng, *SHAPE),
    }


def block_of(lesson: Any, given: dict[str, Any]) -> nn.Module:
    """The student's block of the name that is asked for."""
    block: nn.Module = getattr(lesson, given["block"])(given["channels"])
    return block


def block_evaluated(lesson: Any, given: dict[str, Any]) -> Evaluated:
    """Probe: see `evaluated`."""
    return evaluated(block_of(lesson, given), given)


def block_trained(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: see `trained`; and the output in eval mode afterwards."""
    block = block_of(lesson, given)
    found = trained(block, given)
    block.eval()
    with torch.no_grad():
        return {**found, "output in eval mode afterwards": block(given["images"].double())}


@check("03.blocks", "the plain block's output", weight=4, reread=PLAIN)
def test_plain_output(observe: Observer) -> None:
    explain_difference(*observe(block_evaluated, draw_block(observe.rng, "PlainBlock")))


@check("03.blocks", "the residual block's output", weight=3, reread=RESIDUAL)
def test_residual_output(observe: Observer) -> None:
    explain_difference(*observe(block_evaluated, draw_block(observe.rng, "ResidualBlock")))


@check("03.blocks", "gradients and running statistics of the plain block", weight=1, reread=STATISTICS)
def test_plain_training(observe: Observer) -> None:
    assert_same(*observe(block_trained, draw_block(observe.rng, "PlainBlock")))


@check("03.blocks", "gradients and running statistics of the residual block", weight=2, reread=RESIDUAL)
def test_residual_training(observe: Observer) -> None:
    assert_same(*observe(block_trained, draw_block(observe.rng, "ResidualBlock")))


# 03.gradient_norms


class Net(nn.Module):
    """A few convolutions of several shapes, with and without bias, nested, and other layers between them."""

    def __init__(self, batchnorms: bool = True) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, padding=1)
        self.stage = nn.Sequential(
            nn.Conv2d(4, 4, 3, padding=1, groups=2, bias=False),
            nn.BatchNorm2d(4) if batchnorms else nn.Identity(),
            nn.ReLU(),
            nn.ModuleDict({"narrow": nn.Conv2d(4, 2, 1, bias=False)})["narrow"],
        )
        self.norm = nn.BatchNorm2d(2) if batchnorms else nn.Identity()
        self.head = nn.Linear(2, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        features: torch.Tensor = torch.relu(self.norm(self.stage(torch.tanh(self.stem(x)))))
        logits: torch.Tensor = self.head(features.mean((2, 3)))
        return logits


def draw_net(rng: torch.Generator, batchnorms: bool = True) -> dict[str, Any]:
    """Values for every parameter of a Net, and an uneven number of odd images with their labels."""
    parameters = {}
    for name, p in Net(batchnorms).named_parameters():
        spread = (1.0 / p[0].numel()) ** 0.5 if p.dim() > 1 else 0.3
        parameters[name] = randn(rng, *p.shape) * spread + (
            1.0 if p.dim() == 1 and "bias" not in name else 0.0
        )
    given = {"batchnorms": batchnorms, "parameters": parameters, "images": randn(rng, 5, 3, 6, 7)}
    return {**given, "labels": torch.randint(3, (5,), generator=rng)}


def draw_batches(rng: torch.Generator) -> dict[str, Any]:
    """A net, and besides its batch one too large for any usual piece: BatchNorm takes statistics over all of it."""
    large = randn(rng, LARGE, 3, 4, 3)
    labels = torch.randint(3, (LARGE,), generator=rng)
    return {**draw_net(rng), "large": large, "large labels": labels}


def draw_sure_net(rng: torch.Generator) -> dict[str, Any]:
    """A net that is very sure of the wrong class: the right one's softmax is exactly 0 in float32."""
    given = draw_net(rng, batchnorms=False)
    given["parameters"]["head.weight"] *= SURE
    return {**given, "sure": SURE, "labels": net_of(given)(given["images"]).argmin(1)}


def net_of(given: dict[str, Any]) -> Net:
    """A Net with the given parameters, in train mode."""
    net = Net(given["batchnorms"])
    with torch.no_grad():
        for name, p in net.named_parameters():
            p.copy_(given["parameters"][name])
    return net.train()


def as_numbers(answer: Any) -> Any:
    """The norms as plain numbers, whatever kind of number they are; the name of its type where it is no dict."""
    if not hasattr(answer, "items"):
        return f"a {type(answer).__name__}"
    return {str(name): float(norm) for name, norm in answer.items()}


def norms(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the norms of a fresh net."""
    return {"norms": as_numbers(lesson.gradient_norms(net_of(given), given["images"], given["labels"]))}


def norms_of_batches(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the norms of a fresh net for a small batch, and for a large one."""
    large = {**given, "images": given["large"], "labels": given["large labels"]}
    return {
        f"norms for {len(batch['images'])} images": norms(lesson, batch)["norms"] for batch in (given, large)
    }


def norms_otherwise(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the norms of a net in eval mode, whose running statistics are not the batch's, and for a single image."""
    images, labels = given["images"], given["labels"]
    return {
        "norms in eval mode": as_numbers(lesson.gradient_norms(net_of(given).eval(), images, labels)),
        "norms for one image": as_numbers(lesson.gradient_norms(net_of(given), images[:1], labels[:1])),
    }


def norms_when_sure(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the norms of a net that is very sure; those of the same net less sure only help to tell the cause."""
    found = norms(lesson, given)
    given["parameters"]["head.weight"] /= given["sure"]
    return {**found, "besides": norms(lesson, given)}


def norms_in_use(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the norms of a net that has gradients from before, twice."""
    net = net_of(given)
    for p in net.parameters():
        p.grad = torch.ones_like(p)
    return {
        "norms when the parameters already have gradients": as_numbers(
            lesson.gradient_norms(net, given["images"], given["labels"])
        ),
        "norms in a second call": as_numbers(lesson.gradient_norms(net, given["images"], given["labels"])),
    }


def norms_manners(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: modes, weights, images and random state before and after."""
    net = net_of(given)
    images, labels = given["images"].clone(), given["labels"].clone()
    state = torch.get_rng_state()
    found: dict[str, Any] = {}
    for mode in (
        "train mode",
        "eval mode",
        "train mode with a BatchNorm in eval mode",
        "eval mode with a BatchNorm in train mode",
    ):
        net.train(mode.startswith("train"))
        if "with" in mode:
            net.norm.train(mode.startswith("eval"))
        before = {name: module.training for name, module in net.named_modules()}
        norms = lesson.gradient_norms(net, images, labels)
        after = {name: module.training for name, module in net.named_modules()}
        found[f"every module is in the same mode as before ({mode})"] = before == after
    found["tensors"] = isinstance(norms, dict) and any(isinstance(n, torch.Tensor) for n in norms.values())
    found["the weights are unchanged"] = all(
        torch.equal(p, given["parameters"][name]) for name, p in net.named_parameters()
    )
    found["every parameter still has requires_grad=True"] = all(p.requires_grad for p in net.parameters())
    found["the images are unchanged"] = torch.equal(images, given["images"]) and not images.requires_grad
    found["the labels are unchanged"] = torch.equal(labels, given["labels"])
    found["the random state is unchanged"] = torch.equal(state, torch.get_rng_state())
    found["torch.is_grad_enabled() is True"] = torch.is_grad_enabled()
    return found


@check("03.gradient_norms", "the norms for a small network", weight=6, reread=NORMS)
def test_norms(observe: Observer) -> None:
    assert_same(*observe(norms_of_batches, draw_batches(observe.rng)))


@check("03.gradient_norms", "the norms in eval mode, and for one image", weight=1, reread=NORMS)
def test_norms_otherwise(observe: Observer) -> None:
    assert_same(*observe(norms_otherwise, draw_net(observe.rng)))


@check("03.gradient_norms", "the norms with very large logits", weight=1, reread=NORMS)
def test_large_logits(observe: Observer) -> None:
    student, reference = observe(norms_when_sure, draw_sure_net(observe.rng))
    label = "norms with very large logits"
    assert_same({label: student["norms"]}, {label: reference["norms"]})


@check("03.gradient_norms", "parameters that already have gradients", weight=2, reread=NORMS)
def test_gradients_from_before(observe: Observer) -> None:
    assert_same(*observe(norms_in_use, draw_net(observe.rng)))


@check("03.gradient_norms", "model, batch and settings unchanged", weight=2, reread=NORMS, supports=True)
def test_norms_manners(observe: Observer) -> None:
    student, reference = observe(norms_manners, draw_net(observe.rng))
    if student["tensors"]:
        raise CheckFailed("The values in your result are tensors; expected numbers, as .item() gives them.")
    for name in reference:
        if student[name] != reference[name]:
            raise CheckFailed(f"After the call this is no longer true: {name}.")
