"""11.gradcam, 11.show: where a network looked, as numbers and as pictures."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from autograder.comparing import CheckFailed, Observer, assert_same, check, randn
from autograder.comparing.comparison import same
from autograder.inside.figures import drawn
from autograder.inside.probing import raised
from resnet_ref.gradcam import class_evidence

CLASSES = 4
RECIPE = '"From gradients to a map"; Selvaraju et al. 2017, section 3, equations 1 and 2'
SIZE = '"As large as the image"'
SCALE = '"A scale of its own for every image"'
HOOKS = '"Reading a layer while the network runs"'
MANNERS = '"Leave no trace"'
TOO_SMALL = '"Which layer to ask"'
PICTURES = '"Looking at the maps"'


class SmallNet(nn.Module):
    """Two convolutions with BatchNorm and in-place ReLU, average pooling, dropout and a head."""

    def __init__(self, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 4, 3, padding=1, bias=False),
            nn.BatchNorm2d(4),
            nn.ReLU(inplace=True),
            nn.Conv2d(4, 5, 3, stride=stride, padding=1),
            nn.BatchNorm2d(5),
            nn.ReLU(inplace=True),
        )
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.drop = nn.Dropout(0.5)
        self.fc = nn.Linear(5, 4)
        self.broken = False

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        features = self.pool(self.body(images)).flatten(1)
        if self.broken:
            raise RuntimeError("This network fails on purpose before its last layer.")
        return self.fc(self.drop(features))


def built(given: dict[str, Any]) -> SmallNet:
    """The network with the given weights, in eval mode."""
    net = SmallNet(given["stride"])
    net.load_state_dict(given["weights"])
    return net.eval()


def described(maps: Any) -> dict[str, Any]:
    """What counts of heat maps: size, limits, and the form of each, whatever its scaling to 0..1 was."""
    try:
        if isinstance(maps, list | tuple):
            maps = torch.stack([torch.as_tensor(one) for one in maps])
        maps = torch.as_tensor(maps).detach().cpu().double()
    except (TypeError, ValueError, RuntimeError):
        return {"kind": type(maps).__name__}
    if maps.dim() != 3 or not maps.numel():
        return {"shape": list(maps.shape)}
    bad = int((~maps.isfinite()).sum())
    maps = maps.nan_to_num(0.0, 0.0, 0.0)
    low, high = maps.amin((1, 2)), maps.amax((1, 2))
    span = (high - low).clamp_min(1e-12)[:, None, None]
    return {
        "shape": list(maps.shape),
        "no number": bad,
        "below 0": bool((low < -1e-4).any()),
        "above 1": bool((high > 1 + 1e-4).any()),
        "maps": (maps - low[:, None, None]) / span,
        "peaks": [
            "0" if abs(top) < 1e-6 else "1" if abs(top - 1) < 0.02 else "between" for top in high.tolist()
        ],
    }


def marks(net: nn.Module) -> dict[str, Any]:
    """All of a network that explaining it must not change."""
    kinds = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
    everywhere = torch.nn.modules.module
    return {
        "mode": [module.training for module in net.modules()],
        "hooks": [len(getattr(module, kind)) for module in net.modules() for kind in kinds]
        + [len(everywhere._global_forward_hooks), len(everywhere._global_backward_hooks)]
        + ["forward" in vars(module) for module in net.modules()],
        "grad": [
            "none" if parameter.grad is None else parameter.grad.clone() for parameter in net.parameters()
        ],
        "requires_grad": [parameter.requires_grad for parameter in net.parameters()],
        "values": {name: tensor.clone() for name, tensor in net.state_dict().items()},
    }


def named_layer(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: maps for given classes, the layer passed by name; the batch, and its last image alone."""
    net, images, targets = built(given), given["images"], given["targets"]
    together = described(lesson.grad_cam(net, given["layer"], images.clone(), targets.clone()))
    alone = described(lesson.grad_cam(net, given["layer"], images[2:].clone(), targets[2:].clone()))
    return {"together": together, "alone": alone}


def explained(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: maps for given classes, from a network that may come in train mode or with its weights frozen."""
    net = built(given).train(given["train"]).requires_grad_(not given["frozen"])
    return described(lesson.grad_cam(net, given["layer"], given["images"], given["targets"]))


def explained_twice(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: maps of a layer of which one value a channel decides; those of another only help to tell the cause."""
    return {**explained(lesson, given), "besides": explained(lesson, {**given, "layer": "body.3"})}


def predicted(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: maps without targets, of images that do not lie in memory row by row; the layer is a module."""
    net = built(given)
    images = given["images"].mT.contiguous().mT
    return described(lesson.grad_cam(net, net.get_submodule(given["layer"]), images))


def left_behind(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: network, images and random numbers after a call, in a network where no two parts are alike."""
    net, images, targets = built(given).train(), given["images"].clone(), given["targets"].clone()
    net.body[1].eval()
    net.body[0].weight.requires_grad_(False)
    for name, parameter in net.named_parameters():
        if name in ("body.1.weight", "body.3.weight", "fc.weight"):
            parameter.grad = torch.full_like(parameter, 0.5)
    for layer in (net.get_submodule(given["layer"]), net.fc):
        layer.register_forward_hook(lambda *_: None)
    state = torch.get_rng_state()
    lesson.grad_cam(net, given["layer"], images, targets)
    return {
        **marks(net),
        "images": images.detach(),
        "images require a gradient": images.requires_grad,
        "targets": targets,
        "random numbers drawn": not torch.equal(state, torch.get_rng_state()),
    }


def left_after_error(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the network after a call that could not succeed."""
    found = {}
    for fault, layer in (("the network raised an error", given["layer"]), ("the map was 1x1", "pool")):
        net = built(given).train()
        net.body[1].eval()
        net.broken = layer != "pool"
        error = raised(
            lambda net=net, name=layer: lesson.grad_cam(net, name, given["images"], given["targets"])
        )
        found[fault] = {"raised": bool(error), **marks(net)}
    return found


def refused(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: which exception each case raises."""
    net, targets = built(given), torch.tensor([1, 0])
    return {
        case["what"]: raised(lambda c=case: lesson.grad_cam(net, c["layer"], c["images"], targets))
        for case in given["cases"]
    }


def draw(rng: torch.Generator, layer: str, stride: int = 1) -> dict[str, Any]:
    """Images, weights and classes with which every mistake shows.

    Every map has places for and against its class, no image's target is its prediction, and neither the targets
    nor the predictions are all the same.
    """
    while True:
        given: dict[str, Any] = {"stride": stride, "layer": layer, "train": False, "frozen": False}
        given["weights"] = draw_weights(rng, stride)
        given["images"] = randn(rng, 3, 3, 9, 7)
        net = built(given)
        with torch.no_grad():
            net.fc.bias.sub_(net(given["images"]).mean(0))  # or else one class would win on every image
            prediction = net(given["images"]).argmax(1)
        given["weights"]["fc.bias"] = net.fc.bias.detach().clone()
        given["targets"] = (prediction + torch.randint(1, CLASSES, (3,), generator=rng)) % CLASSES
        explained = torch.cat([prediction, given["targets"]])
        evidence = class_evidence(net, layer, given["images"].repeat(2, 1, 1, 1), explained)
        if _telling(evidence) and min(len(prediction.unique()), len(given["targets"].unique())) > 1:
            return given


def draw_weights(rng: torch.Generator, stride: int) -> dict[str, torch.Tensor]:
    """Weights and BatchNorm statistics; scales and shifts are never 1 and 0."""
    weights = SmallNet(stride).state_dict()
    for name, tensor in weights.items():
        if name.endswith("num_batches_tracked"):
            continue
        tensor.normal_(generator=rng)
        if tensor.dim() == 4:
            tensor.mul_(tensor[0].numel() ** -0.5)
        elif name.endswith("running_var") or (name.startswith("body") and name.endswith("weight")):
            tensor.uniform_(0.5, 1.5, generator=rng)
        elif name.startswith("body"):
            tensor.mul_(0.3)
        elif name == "fc.weight":
            tensor.mul_(2.0)
    return weights


def _telling(evidence: torch.Tensor) -> bool:
    """Whether every map has places that clearly speak for its class, and places against."""
    peak, depth = evidence.amax((1, 2)), -evidence.amin((1, 2))
    return bool((peak > 0.01).all() and (peak > 0.1 * depth).all() and (depth > 0.1 * peak).all())


def assert_maps(student: dict[str, Any], reference: dict[str, Any], about: str = "") -> None:
    """Raise CheckFailed with what is wrong about the maps, the plainest thing first."""
    if "kind" in student:
        raise CheckFailed(
            f"grad_cam should return maps of shape [N, H, W]; yours returns a {student['kind']}."
        )
    if student["shape"] != reference["shape"]:
        raise CheckFailed(
            f"Your maps have shape {tuple(student['shape'])}{about}, expected {tuple(reference['shape'])}."
        )
    if student["no number"]:
        raise CheckFailed(f"{student['no number']} values of your maps are infinite or NaN{about}.")
    for limit in ("below 0", "above 1"):
        if student[limit]:
            raise CheckFailed(f"Your maps have values {limit}{about}; all values should be in 0..1.")
    assert_same({f"maps{about}": student["maps"]}, {f"maps{about}": reference["maps"]})
    for index, (left, right) in enumerate(
        zip(student.get("peaks", []), reference.get("peaks", []), strict=True)
    ):
        if left != right:
            raise CheckFailed(
                f"The largest value of map {index}{about} should be {right}; yours is {_worded(left)}."
            )


def _worded(peak: str) -> str:
    return "another value" if peak == "between" else peak


@check(
    "11.gradcam", "maps for given and predicted classes, at the size of the image", weight=13, reread=RECIPE
)
def test_explanations(observe: Observer) -> None:
    for part in (test_maps, test_predicted, test_upsampled):
        part(observe)


@check("11.gradcam", "maps for given classes", weight=1, reread=RECIPE)
def test_maps(observe: Observer) -> None:
    student, reference = observe(named_layer, draw(observe.rng, "body.3"))
    assert_maps(student["together"], reference["together"])
    assert_maps(student["alone"], reference["alone"], " for a single image")


@check("11.gradcam", "a small map upsampled to the size of the image", weight=1, reread=SIZE)
def test_upsampled(observe: Observer) -> None:
    given = draw(observe.rng, "body.3", stride=2) | {
        "layer": "body.5",
        "images": randn(observe.rng, 3, 3, 11, 8),
    }
    # All evidence speaks for the class, so that ReLU before or after the upsampling is the same.
    given["weights"]["fc.weight"].abs_()
    student, reference = observe(explained_twice, given)
    # Where the peak ends up depends on whether the scaling comes first; both are usual.
    student, reference = ({**seen, "peaks": [], "besides": {}} for seen in (student, reference))
    evidence = class_evidence(built(given), "body.5", given["images"], given["targets"])
    corners = F.interpolate(evidence[:, None], given["images"].shape[2:], mode="bilinear", align_corners=True)
    if not same(student, {**reference, "maps": described(corners[:, 0])["maps"]}):
        assert_maps(student, reference)


@check("11.gradcam", "maps for the predicted classes, without targets", weight=1, reread=RECIPE)
def test_predicted(observe: Observer) -> None:
    # Seen through the first layer: here one channel has gradients of both signs.
    assert_maps(*observe(predicted, draw(observe.rng, "body.0")))


@check("11.gradcam", "a map of zeros without positive evidence for the class", weight=1, reread=SCALE)
def test_nothing_speaks_for_it(observe: Observer) -> None:
    given = draw(observe.rng, "body.3") | {"layer": "body.5", "targets": torch.tensor([2, 0, 2])}
    given["weights"]["fc.weight"][0].abs_().neg_()  # times what the ReLU puts out: never above zero
    given["weights"]["fc.weight"][2].abs_()
    assert_maps(*observe(explained_twice, given))


@check("11.gradcam", "a layer before an in-place ReLU", weight=1, reread=HOOKS)
def test_before_inplace_relu(observe: Observer) -> None:
    assert_maps(*observe(explained, draw(observe.rng, "body.4")))


@check("11.gradcam", "eval mode, whatever mode the network was in", weight=2, reread=MANNERS)
def test_train_mode(observe: Observer) -> None:
    assert_maps(*observe(explained, draw(observe.rng, "body.3") | {"train": True}))


@check("11.gradcam", "a network with frozen weights", weight=2, reread=HOOKS)
def test_frozen(observe: Observer) -> None:
    assert_maps(*observe(explained, draw(observe.rng, "body.3") | {"frozen": True}))


TRACES = {
    "mode": "some modules of the network are in another mode (train or eval) than before",
    "hooks": "the network has more or fewer hooks than before",
    "grad": "some parameters of the network have another .grad than before",
    "requires_grad": "some parameters of the network have another requires_grad than before",
    "values": "the weights or BatchNorm statistics of the network have changed",
    "images": "the images have changed in place",
    "images require a gradient": "the images have another requires_grad than before",
    "targets": "the targets have changed in place",
    "random numbers drawn": "the random state has changed, but Grad-CAM needs no random numbers",
}


def assert_no_trace(student: dict[str, Any], reference: dict[str, Any], when: str) -> None:
    """Raise CheckFailed with the first thing that explaining the network changed."""
    for part, sentence in TRACES.items():
        if part in reference and not same(student[part], reference[part]):
            raise CheckFailed(f"{when}, {sentence}.")


@check("11.gradcam", "network and inputs unchanged", weight=2, reread=MANNERS, supports=True)
def test_no_trace(observe: Observer) -> None:
    assert_no_trace(*observe(left_behind, draw(observe.rng, "body.3")), "After grad_cam")


@check("11.gradcam", "network unchanged after an error", weight=1, reread=MANNERS, supports=True)
def test_no_trace_after_an_error(observe: Observer) -> None:
    student, reference = observe(left_after_error, draw(observe.rng, "body.3"))
    for fault, expected in reference.items():
        if not student[fault]["raised"]:
            raise CheckFailed(f"In a call where {fault}, grad_cam should raise an error.")
        assert_no_trace(student[fault], expected, f"After a call where {fault}")


@check("11.gradcam", "an error for a 1x1 map", weight=1, reread=TOO_SMALL, supports=True)
def test_refuses_one_pixel(observe: Observer) -> None:
    sizes = {"1x1": (2, 2), "1x3": (2, 6), "2x1": (4, 1)}
    cases = [
        {"what": f"A map of {size}", "layer": "body.3", "images": randn(observe.rng, 2, 3, *shape)}
        for size, shape in sizes.items()
    ]
    pooled = {
        "what": "The map of 1x1 after pooling",
        "layer": "pool",
        "images": randn(observe.rng, 2, 3, 6, 5),
    }
    given = draw(observe.rng, "body.3", stride=2) | {"cases": [*cases, pooled]}
    student, reference = observe(refused, given)
    for case, expected in reference.items():
        if student[case] != expected:
            seen = f"raises {student[case]}" if student[case] else "is accepted"
            wanted = f"should raise {expected}" if expected else "is large enough and should be accepted"
            raise CheckFailed(f"{case} {seen}; it {wanted}.")


class MirrorNet(nn.Module):
    """A network that looks at its images in a mirror, so that its maps cannot be mistaken for its images.

    In train mode it says the opposite.
    """

    def __init__(self, weight: torch.Tensor) -> None:
        super().__init__()
        self.mixed = nn.Conv2d(3, len(weight), 1, bias=False)
        self.fc = nn.Linear(len(weight), len(weight), bias=False)
        with torch.no_grad():
            self.mixed.weight.copy_(weight)
            self.fc.weight.copy_(torch.eye(len(weight)))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        means = self.mixed(images.flip(3)).mean((2, 3))
        return self.fc(-means if self.training else means)


def contents(figure: Any) -> tuple[list[torch.Tensor], str]:
    """The pictures in a figure, [H, W, colours] each, and all its words."""
    from matplotlib.collections import QuadMesh
    from matplotlib.image import AxesImage
    from matplotlib.text import Text
    from numpy.ma import filled

    pictures = []
    for artist in figure.findobj(lambda a: isinstance(a, AxesImage | QuadMesh)):
        array = artist.get_array()
        if array is not None and array.ndim in (2, 3):
            values = torch.tensor(filled(array, 0.0), dtype=torch.float64)
            pictures.append(values[..., None] if values.dim() == 2 else values[..., :3])
    return pictures, " ".join(text.get_text() for text in figure.findobj(Text)).casefold()


def explained_share(windows: torch.Tensor, basis: torch.Tensor) -> torch.Tensor:
    """How much of the variation in each window [P, colours, H*W] is a mixture of the columns of `basis`."""
    centred = windows - windows.mean(2, keepdim=True)
    columns = torch.linalg.qr(basis - basis.mean(0))[0]
    return (centred @ columns).square().sum((1, 2)) / centred.square().sum((1, 2)).clamp_min(1e-12)


def pictured(pictures: list[torch.Tensor], image: torch.Tensor, heat: torch.Tensor) -> dict[str, list[int]]:
    """Where an image [3, H, W] and its map [H, W] can first be seen in the pictures; [] where nowhere.

    Any layout will do: side by side, one over the other or blended, in any colours, in a picture each or in one large
    one. An image counts as seen where leaving it out leaves a tenth of a picture's variation unexplained, and so does
    a map.
    """
    height, width = heat.shape
    photo = image.flatten(1).T.double()
    levels = (heat.flatten() / heat.max() * 7.999).long()
    colours = torch.cat([F.one_hot(levels, 8).double()[:, 1:], heat.flatten()[:, None].double()], 1)
    seen: dict[str, list[int]] = {"image": [], "map": []}
    for number, picture in enumerate(pictures):
        if picture.shape[0] < height or picture.shape[1] < width or picture.numel() > 100_000:
            continue
        windows = picture.unfold(0, height, 1).unfold(1, width, 1).flatten(0, 1).flatten(2)
        both = explained_share(windows, torch.cat([photo, colours], 1))
        for part, other in (("image", colours), ("map", photo)):
            found = (both > 0.6) & (both - explained_share(windows, other) > 0.1)
            if bool(found.any()) and not seen[part]:
                seen[part] = [number, int(found.long().argmax())]
    return seen


def cut_off(picture: torch.Tensor) -> bool:
    """Whether many of a picture's values stand where matplotlib cuts them off; those of photographs do not."""
    full = 255.0 if bool(picture.max() > 1.0) else 1.0
    return bool(((picture <= 0.0) | (picture >= full)).double().mean() > 0.15)


def gallery(lesson: Any, given: dict[str, Any], net: MirrorNet) -> Any:
    """The pictures and words of the student's figure, or the type of what was returned in its place."""
    images, classes, targets = given["images"].clone(), given["classes"], given["targets"]
    returned = []

    def draw() -> Any:
        if targets is None:
            returned.append(lesson.show_gradcam_grid(net, net.mixed, images, classes))
        else:
            returned.append(lesson.show_gradcam_grid(net, "mixed", images, classes, targets.clone()))
        return returned[0]

    figure = drawn(draw)
    return type(returned[0]).__name__ if figure is None else contents(figure)


def shown(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: which images and maps a figure shows."""
    net, images = MirrorNet(given["weight"]).eval(), given["images"]
    figure = gallery(lesson, given, net)
    if isinstance(figure, str):
        return {"kind": figure}
    with torch.no_grad():
        explained = net(images).argmax(1) if given["targets"] is None else given["targets"]
        maps = F.conv2d(images.flip(3), given["weight"]).relu()
    seen = [pictured(figure[0], images[i], maps[i, k]) for i, k in enumerate(explained.tolist())]
    order = [sorted(range(len(seen)), key=lambda i: seen[i][part]) for part in ("image", "map")]
    # Of a picture of its own; in one that is blended with its map, colours may well be black or full.
    alone = [one["image"][0] if one["image"] and one["image"][:1] != one["map"][:1] else None for one in seen]
    return {
        "whole": [number is None or not cut_off(figure[0][number]) for number in alone],
        "image": [bool(one["image"]) for one in seen],
        "map": [bool(one["map"]) for one in seen],
        "maps in the images' order": order[0] == order[1],
    }


def named(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: which classes a figure names, and the network's modes afterwards."""
    net = MirrorNet(given["weight"]).eval()
    explained = net(given["images"]).argmax(1) if given["targets"] is None else given["targets"]
    net.train().mixed.eval()
    figure = gallery(lesson, given, net)
    if isinstance(figure, str):
        return {"kind": figure}
    names = [name in figure[1] for name in given["classes"]]
    return {
        "name": [names[k] for k in explained.tolist()],
        "all names": names,
        "mode": [module.training for module in net.modules()],
    }


NAMES = ("plover", "tractor", "kettle", "juniper", "walrus", "gondola", "lantern", "thistle")


def draw_gallery(rng: torch.Generator, count: int = 2) -> dict[str, Any]:
    """Images normalised as in lesson 01, each of another predicted class, and targets that none is predicted as."""
    mean, std = torch.tensor([0.4914, 0.4822, 0.4465]), torch.tensor([0.2470, 0.2435, 0.2616])
    names = [NAMES[i] for i in torch.randperm(len(NAMES), generator=rng).tolist()]
    while True:
        pixels = 0.6 * torch.rand(count, 3, 12, 16, generator=rng) + 0.4 * torch.rand(
            count, 3, 1, 1, generator=rng
        )
        images = (pixels - mean[:, None, None]) / std[:, None, None]
        weight = randn(rng, len(names), 3, 1, 1)
        logits = MirrorNet(weight).eval()(images)
        prediction = logits.argmax(1)
        others = [k for k in torch.randperm(len(names), generator=rng).tolist() if k not in prediction]
        targets = torch.tensor(others[:count])
        if len(prediction.unique()) < count or int(prediction.max()) < count or int(targets.max()) < count:
            continue
        maps = F.conv2d(images, weight).relu().gt(0).double().mean((2, 3))
        if bool((maps.gather(1, torch.stack([prediction, targets], 1)) > 0.2).all()):
            return {"images": images, "weight": weight, "classes": names, "targets": targets}


def assert_shown(student: dict[str, Any], reference: dict[str, Any], *parts: str) -> None:
    """Raise CheckFailed with the first image, map or name that a figure does not show."""
    if "kind" in student:
        raise CheckFailed(
            f"show_gradcam_grid should return a matplotlib Figure; yours returns a {student['kind']}."
        )
    sentences = {
        "image": "We could not find the original image {} in your figure.",
        "map": "We could not find the map of image {} in your figure.",
        "name": "We could not find the name of the explained class of image {} in your figure.",
        "whole": "Image {} is shown with many values clipped: they are outside 0..1, as in a normalised image.",
    }
    for part in parts:
        if student[part] != reference[part]:
            raise CheckFailed(sentences[part].format(student[part].index(False)))
    if not student.get("maps in the images' order", True):
        raise CheckFailed("In your figure, the images and the maps are in different orders.")


@check("11.show", "images and maps, for given and predicted classes", weight=5, reread=PICTURES)
def test_galleries(observe: Observer) -> None:
    assert_shown(*observe(shown, draw_gallery(observe.rng)), "image", "map", "whole")
    assert_shown(*observe(shown, draw_gallery(observe.rng) | {"targets": None}), "image", "map")


@check("11.show", "a single image", weight=1, reread=PICTURES)
def test_single_image(observe: Observer) -> None:
    assert_shown(*observe(shown, draw_gallery(observe.rng, count=1)), "image", "map")


@check(
    "11.show",
    "the class name of each map, and modes restored",
    weight=2,
    reread=PICTURES,
    supports=True,
)
def test_names(observe: Observer) -> None:
    for targets in ({}, {"targets": None}):
        student, reference = observe(named, draw_gallery(observe.rng) | targets)
        assert_shown(student, reference, "name")
        if student["mode"] != reference["mode"]:
            raise CheckFailed(
                "After show_gradcam_grid, some modules of the network are in another mode than before."
            )
