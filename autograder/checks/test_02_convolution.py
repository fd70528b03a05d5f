"""02_convolution: how large the output is, a convolution and a BatchNorm written out by hand."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from autograder.comparing import CheckFailed, Observer, assert_same, check, randn
from autograder.inside.probing import dispatched, pull_back

SIZE = '"How large is the output"; Dumoulin and Visin 2016, relationship 6'
SLIDE = '"A convolution by hand"; Dumoulin and Visin 2016, section 2'
BATCH = '"BatchNorm by hand"; Ioffe and Szegedy 2015, algorithm 1'
STATISTICS = '"Running statistics"; Ioffe and Szegedy 2015, algorithm 2'
PARTS = '"Parameters and buffers"; lesson 02, BatchNorm2d'


# 02.output_size


def draw_sizes(rng: torch.Generator) -> dict[str, Any]:
    """[size, kernel, stride, padding] of layers that the course has, of odd ones, and of any that fit."""
    rows = [[32, 3, 1, 1], [32, 3, 2, 1], [224, 7, 2, 3], [112, 3, 2, 1], [33, 3, 2, 1], [8, 1, 2, 0]]
    rows += [[7, 7, 1, 0], [7, 3, 3, 0], [5, 2, 2, 0], [1, 3, 2, 1], [10, 3, 4, 5], [6, 4, 5, 1]]
    for _ in range(30):
        size, stride, padding = (int(torch.randint(1, high, (1,), generator=rng)) for high in (60, 6, 5))
        kernel = int(torch.randint(1, min(size + 2 * padding, 12) + 1, (1,), generator=rng))
        rows.append([size, kernel, stride, padding])
    return {"rows": rows}


def sizes(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the output size of each row, with all arguments, and of some with the defaults."""
    found = {}
    for size, kernel, stride, padding in given["rows"]:
        call = f"conv_output_size({size}, {kernel}, {stride}, {padding})"
        found[call] = whole(lesson.conv_output_size(size, kernel, stride, padding), call)
    for size, kernel, stride, padding in given["rows"][6:9]:
        found[f"conv_output_size({size}, {kernel})"] = whole(lesson.conv_output_size(size, kernel))
        answer = lesson.conv_output_size(size, kernel, padding=padding + 1)
        found[f"conv_output_size({size}, {kernel}, padding={padding + 1})"] = whole(answer)
        answer = lesson.conv_output_size(size, kernel, stride=stride)
        found[f"conv_output_size({size}, {kernel}, stride={stride})"] = whole(answer)
    return found


def whole(answer: Any, call: str = "") -> int | str:
    """A whole number of any kind as int; anything else by its type and value."""
    import operator

    try:
        return operator.index(answer)
    except TypeError:
        return f"{answer!r} ({type(answer).__name__})"


@check("02.output_size", "the output sizes of many layers", weight=1, reread=SIZE)
def test_sizes(observe: Observer) -> None:
    student, reference = observe(sizes, draw_sizes(observe.rng))
    for call, expected in reference.items():
        if student[call] != expected:
            raise CheckFailed(f"{call} gives {student[call]}, expected {expected}.")


# 02.conv2d


def draw_convolutions(rng: torch.Generator, shapes: list[list[int]]) -> dict[str, Any]:
    """A batch and kernels for each [N, C, H, W, K, k, stride, padding]."""
    cases = []
    for n, c, h, w, k, size, stride, padding in shapes:
        cases.append(
            {
                "x": randn(rng, n, c, h, w),
                "weight": randn(rng, k, c, size, size),
                "stride": stride,
                "padding": padding,
            }
        )
    return {"cases": cases}


PLAIN = [
    [2, 3, 5, 6, 4, 3, 1, 0],
    [1, 2, 7, 5, 3, 2, 1, 0],
    [3, 4, 3, 4, 2, 1, 1, 0],
    [2, 1, 4, 4, 1, 4, 1, 0],
]
STRIDED = [[2, 3, 9, 6, 4, 3, 2, 0], [1, 2, 8, 11, 3, 2, 3, 0], [2, 2, 7, 9, 3, 1, 2, 0]]
PADDED = [
    [2, 3, 3, 5, 4, 3, 1, 1],
    [1, 2, 4, 3, 3, 5, 1, 2],
    [1, 2, 3, 2, 3, 2, 1, 2],
    [1, 2, 3, 5, 2, 1, 1, 1],
]
BOTH = [
    [2, 3, 7, 10, 4, 3, 2, 1],
    [1, 2, 10, 7, 3, 7, 2, 3],
    [2, 3, 6, 5, 2, 4, 3, 2],
    [1, 1, 1, 1, 1, 3, 2, 1],
]


def convolved(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: outputs, whether torch's own convolution made them, and whether x and weight are still what they were."""
    found: dict[str, Any] = {"own convolution": [], "changed": []}
    for case in given["cases"]:
        x, weight = case["x"].clone(), case["weight"].clone()
        arguments = [x, weight, case["stride"], case["padding"]]
        if case["padding"] == 0:
            arguments = arguments[: 2 if case["stride"] == 1 else 3]
        output, operators = dispatched(lambda a=arguments: lesson.conv2d(*a))
        name = f"input {tuple(x.shape)}, weight {tuple(weight.shape)}, "
        name += f"stride {case['stride']}, padding {case['padding']}"
        found[name] = torch.as_tensor(output).detach().double()
        found["own convolution"] += [
            o for o in operators if "conv" in o and o not in found["own convolution"]
        ]
        for label, now, before in (("x", x, case["x"]), ("weight", weight, case["weight"])):
            if not torch.equal(now, before):
                found["changed"] = [*found["changed"], label]
    return found


def in_order(call: Any, *tensors: torch.Tensor) -> Any:
    """`call(*tensors)`, and of copies that lie in order where `.view` refuses: it says itself what it cannot do."""
    try:
        return call(*tensors)
    except RuntimeError as error:
        if "view size is not compatible" not in str(error):
            raise
        return call(*(tensor.contiguous() for tensor in tensors))


def convolved_views(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the same where memory is laid out in other ways, and the arguments come by name."""
    case = given["cases"][0]
    x, weight = case["x"], case["weight"]
    wide = torch.stack([x, -x], -1).flatten(3)
    views = {
        "memory format channels_last": (x.contiguous(memory_format=torch.channels_last), weight),
        "every other column": (wide[..., ::2], weight),
        "height and width transposed": (x.transpose(2, 3), weight),
        "a weight with another memory layout": (
            x,
            weight.permute(3, 2, 1, 0).contiguous().permute(3, 2, 1, 0),
        ),
        "one image expanded to a batch": (x[:1].expand(3, -1, -1, -1), weight),
        "double precision": (x.double(), weight.double()),
    }
    found: dict[str, Any] = {"own convolution": [], "changed": []}

    def slide(x: torch.Tensor, weight: torch.Tensor) -> Any:
        return lesson.conv2d(x, weight, padding=case["padding"], stride=case["stride"])

    for name, (images, kernels) in views.items():
        answer, operators = dispatched(lambda i=images, k=kernels: in_order(slide, i, k))
        found[name] = torch.as_tensor(answer).detach().double()
        found["own convolution"] += [
            o for o in operators if "conv" in o and o not in found["own convolution"]
        ]
    return found


def convolution_gradients(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: gradients of x and weight, of both at once and of each where the other wants none."""
    found: dict[str, Any] = {"own convolution": [], "changed": []}
    for case in given["cases"]:
        for wanted in (["x", "weight"], ["weight"], ["x"]):
            leaves = {name: case[name].clone().requires_grad_(name in wanted) for name in ("x", "weight")}
            arguments = [leaves["x"], leaves["weight"], case["stride"], case["padding"]]
            output, operators = dispatched(lambda a=arguments: lesson.conv2d(*a))
            name = f"kernel size {list(case['weight'].shape[2:])}, stride {case['stride']}, padding {case['padding']}, "
            name += f"requires_grad on {' and '.join(wanted)}"
            if not isinstance(output, torch.Tensor) or not output.requires_grad:
                found[name] = "no gradient"
                continue
            wave = torch.sin(torch.arange(output.numel(), dtype=output.dtype) * 1.3 + 0.2).view(output.shape)
            learning, total = [leaves[n] for n in wanted], (output * wave).sum()
            pair, behind = dispatched(
                lambda of=total, by=learning: torch.autograd.grad(of, by, allow_unused=True)
            )
            found["own convolution"] += [
                o for o in operators + behind if "conv" in o and o not in found["own convolution"]
            ]
            found[name] = {
                f"gradient of {n}": "no gradient" if g is None else g
                for n, g in zip(wanted, pair, strict=True)
            }
    return found


def compare_convolutions(student: dict[str, Any], reference: dict[str, Any]) -> None:
    """Raise CheckFailed with the first thing wrong."""
    if student["own convolution"]:
        raise CheckFailed(
            f"Your code uses torch's own convolution ({', '.join(student['own convolution'])} ran); "
            "write the convolution yourself."
        )
    if student["changed"]:
        raise CheckFailed(f"Your code changed {student['changed'][0]} in place.")
    assert_same(student, reference)


@check("02.conv2d", "the output with stride and padding", weight=7, reread=SLIDE)
def test_both(observe: Observer) -> None:
    shapes = [PLAIN[0], STRIDED[0], STRIDED[2], *PADDED[:2], *BOTH]
    compare_convolutions(*observe(convolved, draw_convolutions(observe.rng, shapes)))


@check("02.conv2d", "the output with stride 1 and no padding", weight=1, reread=SLIDE)
def test_plain(observe: Observer) -> None:
    compare_convolutions(*observe(convolved, draw_convolutions(observe.rng, PLAIN)))


@check("02.conv2d", "the output with a stride", weight=1, reread=SLIDE)
def test_strided(observe: Observer) -> None:
    compare_convolutions(*observe(convolved, draw_convolutions(observe.rng, STRIDED)))


@check("02.conv2d", "the output with padding", weight=1, reread=SLIDE)
def test_padded(observe: Observer) -> None:
    compare_convolutions(*observe(convolved, draw_convolutions(observe.rng, PADDED)))


@check("02.conv2d", "tensors that are not contiguous", weight=1, reread=SLIDE)
def test_convolved_views(observe: Observer) -> None:
    compare_convolutions(*observe(convolved_views, draw_convolutions(observe.rng, BOTH[2:3])))


@check("02.conv2d", "the gradients of x and weight", weight=3, reread=SLIDE, supports=True)
def test_convolution_gradients(observe: Observer) -> None:
    shapes = [PLAIN[0], BOTH[0], STRIDED[2]]
    student, reference = observe(convolution_gradients, draw_convolutions(observe.rng, shapes))
    for name, gradients in reference.items():
        if name in ("own convolution", "changed"):
            continue
        yours = student[name]
        lost = (
            list(gradients) if isinstance(yours, str) else [n for n in gradients if isinstance(yours[n], str)]
        )
        if lost:
            cut_off = " and ".join(n.removeprefix("gradient of ") for n in lost)
            raise CheckFailed(
                f"No gradient flows from your output back to {cut_off}, so a network with this layer would not learn."
            )
    compare_convolutions(student, reference)


# 02.batchnorm

CHANNELS = 3


def draw_batchnorm(rng: torch.Generator) -> dict[str, Any]:
    """Batches of several sizes far from mean 0 and variance 1, and values for everything the layer keeps.

    The few values per channel tell the variances with and without Bessel's correction apart; the variances are small
    enough for `eps` to count.
    """
    shapes = [(3, CHANNELS, 2, 3), (2, CHANNELS, 5, 4), (1, CHANNELS, 3, 2), (5, CHANNELS, 1, 1)]
    spread = torch.tensor([0.1, 0.4, 3.0])[:, None, None]
    shift = torch.tensor([-2.0, 0.3, 5.0])[:, None, None]
    return {
        "channels": CHANNELS,
        "batches": [randn(rng, *shape) * spread + shift + randn(rng, CHANNELS, 1, 1) for shape in shapes],
        "directions": [randn(rng, *shape) for shape in shapes],
        "state": {
            "weight": torch.empty(CHANNELS).uniform_(0.5, 1.5, generator=rng)
            * torch.tensor([1.0, -1.0, 1.0]),
            "bias": randn(rng, CHANNELS),
            "running_mean": randn(rng, CHANNELS),
            "running_var": torch.empty(CHANNELS).uniform_(0.02, 2.0, generator=rng),
        },
        "eps": 0.03,
        "momentum": 0.3,
    }


def filled(layer: Any, state: dict[str, torch.Tensor]) -> Any:
    """`layer` with these values for what it keeps, whether it keeps them flat or ready to broadcast."""
    with torch.no_grad():
        for name, value in state.items():
            own = getattr(layer, name)
            own.copy_(value.reshape(own.shape))
    return layer


def kept(layer: Any, *names: str) -> dict[str, torch.Tensor]:
    """What `layer` keeps under these names, flat."""
    return {name: torch.as_tensor(getattr(layer, name)).detach().clone().flatten().double() for name in names}


def run(layer: Any, x: torch.Tensor) -> tuple[torch.Tensor, list[str]]:
    """`layer(x)`, and which of torch's own normalisations ran for it."""
    output, operators = dispatched(lambda: layer(x))
    return output, sorted({name for name in operators if "norm" in name and "batch" in name})


def normalised_by_batch(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: outputs in train mode."""
    layer = filled(lesson.BatchNorm2d(given["channels"], given["eps"], given["momentum"]), given["state"])
    layer.train()
    found: dict[str, Any] = {"own batch_norm": [], "changed": False}
    for batch in given["batches"]:
        x = batch.clone()
        output, found["own batch_norm"] = run(layer, x)
        found[f"a batch of shape {tuple(batch.shape)}"] = output.detach().clone().double()
        found["changed"] = found["changed"] or not torch.equal(x, batch)
    views = given["batches"][1].contiguous(memory_format=torch.channels_last)
    found["memory format channels_last"] = layer(views).detach().clone().double()
    return found


def normalised_by_running(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: outputs in eval mode, and the running statistics afterwards."""
    layer = filled(lesson.BatchNorm2d(given["channels"], given["eps"], given["momentum"]), given["state"])
    layer.eval()
    found: dict[str, Any] = {"own batch_norm": [], "changed": False}
    for batch in [*given["batches"], given["batches"][0][:1, :, :1, :1]]:
        x = batch.clone()
        output, found["own batch_norm"] = run(layer, x)
        found[f"a batch of shape {tuple(batch.shape)}"] = output.detach().clone().double()
        found["changed"] = found["changed"] or not torch.equal(x, batch)
    found["running statistics after eval mode"] = kept(layer, "running_mean", "running_var")
    return found


def batchnorm_gradients(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: gradients in train mode, of one batch after the other, and in eval mode."""
    layer = filled(lesson.BatchNorm2d(given["channels"], given["eps"], given["momentum"]), given["state"])
    found: dict[str, Any] = {"own batch_norm": [], "besides": []}
    for number, (batch, direction) in enumerate(zip(given["batches"], given["directions"], strict=True)):
        layer.train(number < 2)
        layer.zero_grad()
        x = batch.clone().requires_grad_()
        output, found["own batch_norm"] = run(layer, x)
        pull_back(output, direction)
        mode = "train" if number < 2 else "eval"
        found[f"batch {number}, {mode} mode"] = {
            "gradient of the input": torch.zeros(()) if x.grad is None else x.grad.double(),
            "gradient of weight": flat_gradient(layer.weight),
            "gradient of bias": flat_gradient(layer.bias),
        }
        found["besides"].append(output.detach().clone().double())
    return found


def flat_gradient(parameter: Any) -> torch.Tensor:
    """The gradient of a parameter of any shape, flat; zeros where there is none."""
    gradient = getattr(parameter, "grad", None)
    if gradient is None:
        return torch.zeros(parameter.numel() if isinstance(parameter, torch.Tensor) else 1)
    return gradient.flatten().double()


def running_statistics(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: running statistics after each batch in train mode."""
    layer = filled(lesson.BatchNorm2d(given["channels"], given["eps"], given["momentum"]), given["state"])
    layer.train()
    found: dict[str, Any] = {"own batch_norm": []}
    for batch in given["batches"]:
        found["own batch_norm"] = run(layer, batch)[1]
        found[f"after a batch of shape {tuple(batch.shape)}"] = kept(layer, "running_mean", "running_var")
    layer.eval()
    layer(given["batches"][0])
    found["after eval mode"] = kept(layer, "running_mean", "running_var")
    return found


def fresh(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: a new layer with the default eps and momentum, what it starts from, and what it does."""
    layer = lesson.BatchNorm2d(given["channels"])
    found: dict[str, Any] = {
        "own batch_norm": [],
        "initial values": kept(layer, "weight", "bias", "running_mean", "running_var"),
    }
    x = given["batches"][0] * 0.02
    layer.train()
    output, found["own batch_norm"] = run(layer, x)
    found["output in train mode"] = output.detach().double()
    found["running statistics"] = kept(layer, "running_mean", "running_var")
    other = lesson.BatchNorm2d(given["channels"], given["eps"], given["momentum"]).train()
    other(x)
    found["besides"] = kept(other, "running_mean", "running_var")
    filled(layer, {"running_var": given["state"]["running_var"] * 1e-4})
    layer.eval()
    found["output in eval mode"] = layer(x).detach().double()
    constant = lesson.BatchNorm2d(given["channels"]).train()
    x = given["batches"][0].clone()
    x[:, 0] = 0.5
    found["output with one constant channel"] = constant(x).detach().double()
    return found


def parts(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: what is learnt and what is only remembered, and whether saving and loading keeps both."""
    layer = filled(lesson.BatchNorm2d(given["channels"], given["eps"], given["momentum"]), given["state"])
    names = ["weight", "bias", "running_mean", "running_var"]
    layer.train()
    layer(given["batches"][0])
    parameters = {name.rpartition(".")[2] for name, _ in layer.named_parameters()}
    other = lesson.BatchNorm2d(given["channels"], given["eps"], given["momentum"])
    other.load_state_dict(layer.state_dict())
    layer.eval()
    other.eval()
    batch = given["batches"][1]
    doubled = layer(batch).detach().double()
    # A compiled layer puts a word before every name.
    saved = {name.rpartition(".")[2] for name in layer.state_dict()}
    kinds = {name.rpartition(".")[2]: str(t.dtype) for name, t in layer.double().state_dict().items()}
    return {
        "is an nn.Module": isinstance(layer, nn.Module),
        "parameters": [name for name in names if name in parameters],
        "entries of state_dict()": [name for name in names if name in saved],
        "running statistics require no gradient": not (
            layer.running_mean.requires_grad or layer.running_var.requires_grad
        ),
        "same output after load_state_dict": torch.equal(other(batch).detach().double(), doubled),
        "dtypes after .double()": [kinds[name] for name in names if name in saved],
    }


def compare_batchnorms(student: dict[str, Any], reference: dict[str, Any]) -> None:
    """Raise CheckFailed with the first thing wrong; what stands "besides" only helps to tell the cause."""
    if student.get("own batch_norm"):
        raise CheckFailed(
            f"Your code uses torch's own BatchNorm ({', '.join(student['own batch_norm'])} ran); "
            "write the normalisation yourself."
        )
    if student.get("changed"):
        raise CheckFailed("Your layer changed its input in place.")
    shown = [name for name in reference if name != "besides"]
    assert_same({n: student[n] for n in shown}, {n: reference[n] for n in shown})


@check("02.batchnorm", "outputs in train and eval mode, and running statistics", weight=15, reread=BATCH)
def test_at_work(observe: Observer) -> None:
    for part in (test_train_mode, test_running_statistics, test_eval_mode):
        part(observe)


@check("02.batchnorm", "the output in train mode", weight=2, reread=BATCH)
def test_train_mode(observe: Observer) -> None:
    compare_batchnorms(*observe(normalised_by_batch, draw_batchnorm(observe.rng)))


@check("02.batchnorm", "the output in eval mode", weight=2, reread=STATISTICS)
def test_eval_mode(observe: Observer) -> None:
    compare_batchnorms(*observe(normalised_by_running, draw_batchnorm(observe.rng)))


@check("02.batchnorm", "the running statistics", weight=2, reread=STATISTICS)
def test_running_statistics(observe: Observer) -> None:
    compare_batchnorms(*observe(running_statistics, draw_batchnorm(observe.rng)))


@check("02.batchnorm", "the gradients", weight=4, reread=BATCH)
def test_batchnorm_gradients(observe: Observer) -> None:
    compare_batchnorms(*observe(batchnorm_gradients, draw_batchnorm(observe.rng)))


@check("02.batchnorm", "initial values and default settings", weight=2, reread=PARTS)
def test_fresh(observe: Observer) -> None:
    compare_batchnorms(*observe(fresh, draw_batchnorm(observe.rng)))


@check("02.batchnorm", "parameters and buffers", weight=3, reread=PARTS, supports=True)
def test_parts(observe: Observer) -> None:
    compare_batchnorms(*observe(parts, draw_batchnorm(observe.rng)))
