"""09: predictions over a whole loader, the confusion matrix, its largest confusions, and the figures of both."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from autograder.comparing import CheckFailed, Observer, assert_same, check, randn
from autograder.comparing.comparison import same
from autograder.inside.figures import drawn, pictures_in
from autograder.inside.probing import raised

LOOP = '"Every prediction, once"'
MODES = '"Leave the model as you found it"'
MATRIX = '"The confusion matrix"'
PAIRS = '"The most confused pairs"'
RARE = '"The most confused pairs": pairs that never occur'
PICTURES = '"Pictures of right and wrong answers"'
CIFAR10_MEAN, CIFAR10_STD = (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)
# No name is part of another, or of a word that a title may hold.
CLASSES = ["zebra", "quokka", "ibex", "mongoose", "walrus", "newt"]


class Classifier(nn.Module):
    """Logits [N, K] that dropout, its own or a layer's, or another batch's statistics would change."""

    def __init__(self, given: dict[str, Any]) -> None:
        super().__init__()
        self.norm = nn.BatchNorm2d(3)
        self.dropout = nn.Dropout(0.5)
        linear = nn.Linear(given["weight"].shape[1], len(given["weight"]))
        self.head = nn.Sequential(nn.Flatten(), linear)
        self.frozen = nn.BatchNorm1d(len(given["weight"]))
        linear.weight = nn.Parameter(given["weight"])
        self.norm.running_mean = given["running mean"].clone()
        self.frozen.running_var = given["running var"].clone()

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        images = F.dropout(self.norm(images), 0.2, self.training)
        return self.frozen(self.head(self.dropout(images)))


class NewOrder(torch.utils.data.Sampler[int]):
    """Every image once, in another order each time it is asked."""

    def __init__(self, order: list[int]) -> None:
        self.order = order

    def __len__(self) -> int:
        return len(self.order)

    def __iter__(self) -> Any:
        order = list(self.order)
        self.order = order[3:] + order[:3]
        return iter(order)


def loader_of(given: dict[str, Any]) -> Any:
    dataset = torch.utils.data.TensorDataset(given["images"], given["targets"])
    return torch.utils.data.DataLoader(
        dataset,
        given["batch"],
        sampler=given["order"] if given.get("steady") else NewOrder(given["order"]),
        generator=torch.Generator(),
        drop_last=given.get("drop_last", False),
    )


class OneWay:
    """Batches that come once, one after the other; nobody knows beforehand how many."""

    def __init__(self, batches: Any) -> None:
        self.batches = iter(batches)

    def __iter__(self) -> Any:
        return self.batches


def draw_batches(rng: torch.Generator, count: int, batch: int, confidence: float = 1.0) -> dict[str, Any]:
    """Images, targets and a classifier's weights; `confidence` scales its logits."""
    images, classes = randn(rng, count, 3, 5, 4), 5
    return {
        "images": images,
        "targets": torch.randint(classes, (count,), generator=rng),
        "order": torch.randperm(count, generator=rng).tolist(),
        "batch": batch,
        "weight": randn(rng, classes, 60) * 0.3 * confidence,
        "running mean": randn(rng, 3),
        "running var": torch.exp(randn(rng, classes)),
    }


def as_numbers(value: Any) -> Any:
    """A tensor, whatever the container; the name of its type where it holds no numbers."""
    try:
        if isinstance(value, list | tuple) and value and isinstance(value[0], torch.Tensor):
            value = torch.stack(list(value))
        return torch.as_tensor(value).detach().clone()
    except (TypeError, ValueError, RuntimeError):
        return f"a {type(value).__name__}"


def three_columns(result: Any) -> dict[str, Any]:
    if hasattr(result, "__next__"):
        result = list(result)  # whoever unpacks it sees no difference
    if not isinstance(result, list | tuple) or len(result) != 3:
        several = f" with {len(result)} items" if isinstance(result, list | tuple) else ""
        return {"returned": type(result).__name__ + several}
    names = ("targets", "predictions", "probabilities")
    return {name: as_numbers(value) for name, value in zip(names, result, strict=True)}


def collected(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the three columns for a model in train mode."""
    model = Classifier(given).train()
    return three_columns(lesson.collect_predictions(model, loader_of(given)))


def collected_from_parts(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the three columns for loaders that leave images out, and for batches that come from no DataLoader."""
    fewer = {**given, "order": given["order"][2:]}
    loaders = {
        "a DataLoader with drop_last=True": loader_of({**given, "drop_last": True}),
        "a DataLoader with a sampler that picks only some images": loader_of(fewer),
        "a DataLoader with only one batch": loader_of({**given, "batch": len(given["order"])}),
        "a list of batches": list(loader_of(given)),
        "an iterator that can be used only once": OneWay(list(loader_of(given))),
    }
    return {
        name: three_columns(lesson.collect_predictions(Classifier(given).train(), loader))
        for name, loader in loaders.items()
    }


def left_behind(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: modes and statistics of the model afterwards, and whether the results hang on a graph."""
    rows = {}
    for found in given["modes"]:
        model = Classifier(given)
        for module, training in zip(model.modules(), found["modes"], strict=True):
            module.training = training
        with torch.enable_grad():
            result = lesson.collect_predictions(model, loader_of(given), device="cpu")
            recording = torch.is_grad_enabled()
        columns = result if isinstance(result, list | tuple) else [result]
        rows[found["name"]] = {
            "modes": [int(module.training) for module in model.modules()],
            "buffers": [b.detach().clone() for b in model.buffers()],
            "parameters without requires_grad": sum(not p.requires_grad for p in model.parameters()),
            "graph": any(isinstance(c, torch.Tensor) and c.requires_grad for c in columns),
            "gradients are recorded again": recording,
        }
    return rows


class Away(torch.Tensor):
    """A tensor that only sending to a device brings elsewhere, as it does all that is computed from it.

    It lies with the loader, on the device (which is called "cpu:0", and torch takes for the CPU), or back at home.
    """

    place = "device"

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        from torch.utils._pytree import tree_leaves

        kwargs = kwargs or {}
        out = super().__torch_function__(func, types, args, kwargs)
        places = [leaf.place for leaf in tree_leaves((args, kwargs)) if isinstance(leaf, Away)]
        place = "device" if "device" in places else places[0] if places else "home"
        targets = [a for a in [*args[1:], *kwargs.values()] if isinstance(a, str | torch.device)]
        if func.__name__ == "cpu" or (
            func.__name__ == "to" and targets and torch.device(targets[0]).type == "cpu"
        ):
            asked = func.__name__ == "to" and torch.device(targets[0]) == torch.device("cpu:0")
            place = "device" if asked else "home"
        for leaf in tree_leaves(out):
            if isinstance(leaf, Away):
                leaf.place = place
        return out


class Placed(nn.Parameter):
    """A parameter that names its device in full, so that going by `device` or by the model comes to the same."""

    @property
    def device(self) -> torch.device:  # type: ignore[override]
        return torch.device("cpu:0")


class OnDevice(nn.Module):
    """A model on the device, which counts images that were not sent to it, and whose logits are where it is."""

    def __init__(self, weight: torch.Tensor, keeps: bool = True) -> None:
        super().__init__()
        self.weight = Placed(weight)
        self.not_sent, self.keeps = 0, keeps

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        self.not_sent += getattr(images, "place", "home") != "device"
        weight = self.weight.detach().as_subclass(torch.Tensor)
        logits = F.linear(images.as_subclass(torch.Tensor).flatten(1), weight)
        return logits.as_subclass(Away) if self.keeps else logits


def away_loader(given: dict[str, Any]) -> list[Any]:
    """Batches that have to be sent to the device, and would stay there."""
    batches = []
    for part in zip(
        given["images"].split(given["batch"]), given["targets"].split(given["batch"]), strict=True
    ):
        images, targets = (tensor.as_subclass(Away) for tensor in part)
        images.place = targets.place = "home"
        batches.append((images, targets))
    return batches


def on_devices(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: which batches reached the model without being sent to `device`, and which results stayed there."""
    model = OnDevice(given["weight"])
    result = lesson.collect_predictions(model, away_loader(given), device="cpu:0")
    if not isinstance(result, list | tuple):
        return {"returned": type(result).__name__}
    left = [int(isinstance(r, Away) and r.place == "device") for r in result]
    return {"batches left": model.not_sent, "on the device": left}


def left_after_an_error(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: modes of a model, partly in train mode, after a loader that broke off."""
    model = Classifier(given).train()
    model.frozen.eval()

    def broken() -> Any:
        yield next(iter(loader_of(given)))
        raise OSError("A batch that cannot be read, on purpose.")

    error = raised(lambda: lesson.collect_predictions(model, broken()))
    return {"raised": error, "modes": [int(module.training) for module in model.modules()]}


def assert_columns(student: dict[str, Any], reference: dict[str, Any], *names: str) -> None:
    if "returned" in student:
        raise CheckFailed(
            f"Your function returns a {student['returned']}, expected (targets, predictions, probabilities)."
        )
    assert_same({n: student[n] for n in names}, {n: reference[n] for n in names})


@check("09.collect_predictions", "targets, predictions and probabilities", weight=8, reread=LOOP)
def test_columns(observe: Observer) -> None:
    for part in (test_predictions, test_probabilities):
        part(observe)


@check("09.collect_predictions", "targets and predictions of every image", weight=1, reread=LOOP)
def test_predictions(observe: Observer) -> None:
    for count, batch in ((11, 4), (7, 1)):
        student, reference = observe(collected, draw_batches(observe.rng, count, batch))
        assert_columns(student, reference, "targets", "predictions")


@check("09.collect_predictions", "probabilities, also with very large logits", weight=1, reread=LOOP)
def test_probabilities(observe: Observer) -> None:
    for confidence in (1.0, 100.0):
        given = draw_batches(observe.rng, 11, 4, confidence)
        student, reference = observe(collected, given)
        assert_columns(student, reference, "probabilities")


@check("09.collect_predictions", "batches from any loader or iterable", weight=2, reread=LOOP)
def test_other_loaders(observe: Observer) -> None:
    student, reference = observe(collected_from_parts, draw_batches(observe.rng, 11, 4))
    for name, columns in reference.items():
        assert_columns(student[name], columns, *columns)


@check("09.collect_predictions", "the model unchanged", weight=2, reread=MODES, supports=True)
def test_left_as_found(observe: Observer) -> None:
    given = draw_batches(observe.rng, 6, 4)
    parts = len(list(Classifier(given).modules()))
    one_frozen = [True] * (parts - 1) + [False]
    given["modes"] = [
        {"name": "in train mode", "modes": [True] * parts},
        {"name": "in eval mode", "modes": [False] * parts},
        {"name": "in train mode, with its last BatchNorm in eval mode", "modes": one_frozen},
        {"name": "in eval mode, with its last BatchNorm in train mode", "modes": [not m for m in one_frozen]},
    ]
    student, reference = observe(left_behind, given)
    for name, row in reference.items():
        if student[name]["graph"]:
            raise CheckFailed("Your results are still part of a computation graph (requires_grad is True).")
        if not student[name]["gradients are recorded again"]:
            raise CheckFailed(
                "After the call gradients stay switched off (torch.is_grad_enabled() is False), so training fails."
            )
        if student[name]["modes"] != row["modes"]:
            raise CheckFailed(
                f"Before the call the model was {name}. After the call some modules are in another mode."
            )
        assert_same({f"after the call, model {name}": student[name]}, {f"after the call, model {name}": row})
    student, reference = observe(left_after_an_error, given)
    if not student["raised"]:
        raise CheckFailed("Your function hides an error of the loader; it should pass the error on.")
    if student["modes"] != reference["modes"]:
        raise CheckFailed("After an error of the loader some modules are in another mode than before.")


@check(
    "09.collect_predictions",
    "images on the device, results on the CPU",
    weight=1,
    reread=LOOP,
    supports=True,
)
def test_devices(observe: Observer) -> None:
    student, _ = observe(on_devices, draw_batches(observe.rng, 5, 2))
    if student.get("batches left"):
        raise CheckFailed("The model gets images that were not moved to `device`.")
    for name, stayed in zip(
        ("targets", "predictions", "probabilities"), student.get("on the device", []), strict=False
    ):
        if stayed:
            raise CheckFailed(f"Your {name} are still on `device`, expected on the CPU.")


def without_sklearn(action: Any) -> tuple[Any, bool]:
    """What `action()` returns, and whether any of scikit-learn's code ran meanwhile."""
    import sys

    seen = []

    def note(frame: Any, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_globals.get("__name__", "").partition(".")[0] == "sklearn":
            seen.append(frame)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        result = action()
    finally:
        sys.setprofile(before)
    return result, bool(seen)


def counted(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the matrix, whether scikit-learn counted it, and whether the arguments are what they were."""
    targets, predictions = given["targets"].clone(), given["predictions"].clone()
    options = {"normalize": given["normalize"]} if "normalize" in given else {}
    result, borrowed = without_sklearn(
        lambda: lesson.confusion_matrix(targets, predictions, given["classes"], **options)
    )
    untouched = torch.equal(targets, given["targets"]) and torch.equal(predictions, given["predictions"])
    matrix = as_numbers(result)
    undefined = int(matrix.isnan().sum()) if isinstance(matrix, torch.Tensor) else 0
    return {
        "matrix": matrix,
        "undefined": undefined,
        "sklearn": borrowed,
        "arguments untouched": untouched,
    }


def draw_answers(rng: torch.Generator, count: int, seen: list[int], classes: int) -> dict[str, Any]:
    """Targets out of `seen`, and predictions that are right more often than not."""
    targets = torch.tensor(seen)[torch.randint(len(seen), (count,), generator=rng)]
    guesses = torch.randint(classes, (count,), generator=rng)
    right = torch.rand(count, generator=rng) < 0.4
    return {"targets": targets, "predictions": torch.where(right, targets, guesses), "classes": classes}


def assert_matrix(student: dict[str, Any], reference: dict[str, Any]) -> None:
    if student["sklearn"]:
        raise CheckFailed("Your code uses scikit-learn for this matrix; count it yourself.")
    assert_same({"matrix": student["matrix"]}, {"matrix": reference["matrix"]})


@check("09.confusion_matrix", "counts and shares, with the true classes as rows", weight=6, reread=MATRIX)
def test_counts_and_shares(observe: Observer) -> None:
    for part in (test_counts, test_normalised):
        part(observe)


@check("09.confusion_matrix", "counts, with the true classes as rows", weight=1, reread=MATRIX)
def test_counts(observe: Observer) -> None:
    for count, classes in ((60, 5), (37, 3), (1200, 2)):  # of two classes, some counts are above 255
        given = draw_answers(observe.rng, count, list(range(classes)), classes)
        assert_matrix(*observe(counted, given))


@check("09.confusion_matrix", "counts when some classes never occur", weight=1, reread=MATRIX)
def test_absent_classes(observe: Observer) -> None:
    never_true_or_predicted = draw_answers(observe.rng, 30, [1, 3], 5)
    never_true_or_predicted["classes"] = 8
    one_image = {"targets": torch.tensor([2]), "predictions": torch.tensor([1]), "classes": 4}
    every_other = draw_answers(observe.rng, 40, [0, 2, 3], 4)
    for name in ("targets", "predictions"):  # a view with gaps in memory
        every_other[name] = every_other[name][::2]
    for given in (never_true_or_predicted, one_image, every_other):
        assert_matrix(*observe(counted, {**given, "normalize": False}))


@check("09.confusion_matrix", "normalised rows with sum 1", weight=1, reread='"Counts or shares"')
def test_normalised(observe: Observer) -> None:
    for count, classes in ((60, 5), (50, 4)):
        given = draw_answers(observe.rng, count, list(range(classes)), classes)
        for name in ("targets", "predictions"):  # so that no row is empty
            given[name] = torch.cat([given[name], torch.arange(classes)])
        misread = torch.full((count // 2,), 0), torch.full((count // 2,), 1)  # more often wrong than right
        given["targets"] = torch.cat([given["targets"], misread[0]])
        given["predictions"] = torch.cat([given["predictions"], misread[1]])
        assert_matrix(*observe(counted, {**given, "normalize": True}))


@check("09.confusion_matrix", "a row of zeros for an absent class", weight=1, reread='"Counts or shares"')
def test_normalised_absent_classes(observe: Observer) -> None:
    given = draw_answers(observe.rng, 40, [0, 2, 3], 6)
    given["targets"] = torch.cat([given["targets"], torch.tensor([5])])  # a class of one image
    given["predictions"] = torch.cat([given["predictions"], torch.tensor([1])])
    assert_matrix(*observe(counted, {**given, "normalize": True}))


@check("09.confusion_matrix", "arguments unchanged", weight=1, reread=MATRIX, supports=True)
def test_arguments_untouched(observe: Observer) -> None:
    for normalize in (False, True):
        given = draw_answers(observe.rng, 20, [0, 1, 2, 3], 4)
        student, _ = observe(counted, {**given, "normalize": normalize})
        if not student["arguments untouched"]:
            raise CheckFailed("Your function changes the targets or predictions in place.")


def ranked(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the list for every k, and whether the matrix is what it was."""
    rows: dict[str, Any] = {"matrix untouched": True}
    for k in given["ks"]:
        matrix = given["matrix"].clone()
        rows[f"k={k}"] = in_columns(as_rows(lesson.most_confused(matrix, k)))
        rows["matrix untouched"] &= torch.equal(matrix, given["matrix"])
    return rows


def in_columns(rows: Any) -> dict[str, Any]:
    """The list's three columns, which can be right or wrong one by one."""
    if not isinstance(rows, list) or any(len(row) != 3 for row in rows):
        return {"trace rows": rows, "rows": rows}
    columns = {name: [row[place] for row in rows] for place, name in enumerate(("true", "predicted", "rate"))}
    return {"trace rows": rows, **columns}


def ranked_with_ties(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the list for every k, and what is to be said of it in whatever order equal entries come."""
    import math

    matrix = given["matrix"]
    told: dict[str, Any] = {}
    for k in given["ks"]:
        name, rows = f"k={k}", as_rows(lesson.most_confused(matrix.clone(), k))
        told[name] = {"trace rows": rows, "rows": rows}
        if not isinstance(rows, list) or any(len(row) != 3 for row in rows):
            continue
        size = range(len(matrix))
        pairs = [(true, predicted) for true, predicted, _ in rows]
        inside = [true in size and predicted in size for true, predicted in pairs]
        right = [
            there and math.isclose(rate, matrix[int(true), int(predicted)].item(), rel_tol=1e-4, abs_tol=1e-6)
            for (true, predicted, rate), there in zip(rows, inside, strict=True)
        ]
        told[name] = {
            "trace rows": rows,
            "values": [row[2] for row in rows],
            "some are no classes": not all(inside),
            "some on the diagonal": any(true == predicted for true, predicted in pairs),
            "some twice": len(set(pairs)) < len(pairs),
            "some are not the entry": not all(right),
        }
    return told


def as_rows(result: Any) -> Any:
    """The list's numbers; the name of its type where it is no list of rows of numbers."""
    try:
        return [[float(v) for v in (row.values() if isinstance(row, dict) else row)] for row in result]
    except (TypeError, ValueError, RuntimeError):
        return f"a {type(result).__name__}"


def draw_matrix(rng: torch.Generator, classes: int, normalised: bool, diagonal: float) -> torch.Tensor:
    """A matrix without ties, of shares or of counts; `diagonal` scales its diagonal."""
    order = torch.randperm(classes**2, generator=rng).reshape(classes, classes)
    counts = 3 * order + 1 + torch.randint(3, (classes, classes), generator=rng)
    scale = torch.where(torch.eye(classes, dtype=torch.bool), diagonal, 1.0)
    if not normalised:
        return (counts * scale).long() + 1
    shares = (counts + torch.rand(classes, classes, generator=rng)) * scale
    return shares / shares.sum(1, keepdim=True)


def assert_ranking(student: dict[str, Any], reference: dict[str, Any]) -> None:
    for name, told in reference.items():
        if not name.startswith("k="):
            continue
        rows, yours = told["trace rows"], student[name]["trace rows"]
        if not isinstance(yours, list):
            raise CheckFailed(
                f"With {name} your function returns {yours}, expected a list of {len(rows)} rows."
            )
        if len(yours) != len(rows):
            raise CheckFailed(f"With {name} your list has {len(yours)} rows, expected {len(rows)}.")
        for place, (left, right) in enumerate(zip(yours, rows, strict=True)):
            if len(left) == len(right):
                fields = ("true class", "predicted class", "rate")
                left, right = (dict(zip(fields, row, strict=True)) for row in (left, right))
            assert_same({f"with {name}, row {place}": left}, {f"with {name}, row {place}": right})


def draw_sparse_matrix(rng: torch.Generator, classes: int, normalised: bool) -> torch.Tensor:
    """The matrix of a good model: most pairs never occur, and of those that do some occur equally often."""
    matrix = torch.diag(torch.randint(20, 40, (classes,), generator=rng))
    off = [(i, j) for i in range(classes) for j in range(classes) if i != j]
    places = [off[i] for i in torch.randperm(len(off), generator=rng).tolist()]
    for (row, column), count in zip(places, (3, 3, 2, 1, 1, 1), strict=False):
        matrix[row, column] = count
    return matrix / matrix.sum(1, keepdim=True) if normalised else matrix


@check(
    "09.most_confused",
    "the largest entries off the diagonal, for shares and counts",
    weight=5,
    reread=PAIRS,
)
def test_largest(observe: Observer) -> None:
    for part in (test_shares, test_counts_stay_counts):
        part(observe)


@check("09.most_confused", "the largest shares off the diagonal", weight=1, reread=PAIRS)
def test_shares(observe: Observer) -> None:
    for classes, diagonal, ks in ((5, 4.0, [1, 4]), (4, 0.1, [1, 4]), (11, 2.0, [5, 110])):
        matrix = draw_matrix(observe.rng, classes, True, diagonal)
        assert_ranking(*observe(ranked, {"matrix": matrix, "ks": ks}))


@check("09.most_confused", "the largest counts off the diagonal", weight=1, reread=PAIRS)
def test_counts_stay_counts(observe: Observer) -> None:
    matrix = draw_matrix(observe.rng, 5, False, 3.0)
    assert_ranking(*observe(ranked, {"matrix": matrix, "ks": [3, 7]}))


@check("09.most_confused", "at most K(K - 1) rows", weight=1, reread=PAIRS)
def test_more_than_there_are(observe: Observer) -> None:
    for classes, normalised in ((3, True), (2, False)):
        matrix = draw_matrix(observe.rng, classes, normalised, 2.0)
        pairs = classes * (classes - 1)
        given = {"matrix": matrix, "ks": [pairs, pairs + 1, 50]}
        assert_tied_ranking(matrix, *observe(ranked_with_ties, given))


@check("09.most_confused", "pairs that never occur, and ties", weight=2, reread=RARE)
def test_zeros_and_ties(observe: Observer) -> None:
    for classes, normalised, ks in ((5, False, [2, 5, 6, 20, 30]), (4, True, [4, 6, 12])):
        matrix = draw_sparse_matrix(observe.rng, classes, normalised)
        assert_tied_ranking(matrix, *observe(ranked_with_ties, {"matrix": matrix, "ks": ks}))
    flawless = 7 * torch.eye(3, dtype=torch.int64)
    assert_tied_ranking(flawless, *observe(ranked_with_ties, {"matrix": flawless, "ks": [6]}))


@check("09.most_confused", "the matrix unchanged", weight=1, reread=PAIRS, supports=True)
def test_matrix_untouched(observe: Observer) -> None:
    for normalised in (True, False):
        matrix = draw_matrix(observe.rng, 4, normalised, 2.0)
        student, _ = observe(ranked, {"matrix": matrix, "ks": [2]})
        if not student["matrix untouched"]:
            raise CheckFailed("Your function changes the matrix in place.")


def assert_tied_ranking(matrix: torch.Tensor, student: dict[str, Any], reference: dict[str, Any]) -> None:
    """Raise CheckFailed unless every list is a ranking of pairs off the diagonal; equal ones may come in any order."""
    for name, told in reference.items():
        rows, yours = told["trace rows"], student[name]["trace rows"]
        if not isinstance(yours, list) or len(yours) != len(rows):
            seen = f"list has {len(yours)} rows" if isinstance(yours, list) else f"function returns {yours}"
            also = ", including pairs that never occur" if rows and rows[-1][2] == 0 else ""
            raise CheckFailed(f"With {name} your {seen}, expected {len(rows)}{also}.")
        pairs = []
        for place, (left, right) in enumerate(zip(yours, rows, strict=True)):
            here = f"With {name}, row {place}"
            if len(left) != 3 or left[0] not in range(len(matrix)) or left[1] not in range(len(matrix)):
                raise CheckFailed(f"{here}: yours is {left}, expected (true class, predicted class, rate).")
            true, predicted = int(left[0]), int(left[1])
            if true == predicted:
                raise CheckFailed(
                    f"{here}: your entry is on the diagonal (class {true} predicted as class {true}): not an error."
                )
            if (true, predicted) in pairs:
                raise CheckFailed(f"{here}: your list has the pair ({true}, {predicted}) twice.")
            pairs.append((true, predicted))
            assert_same({f"{here}, rate": left[2]}, {f"{here}, rate": right[2]})
            entry = matrix[true, predicted].item()
            if not same(left[2], entry):
                raise CheckFailed(
                    f"{here}: your value for ({true}, {predicted}) is {left[2]:.4g}, but the matrix has {entry:.4g}."
                )


def found_in(values: torch.Tensor, images: torch.Tensor) -> list[int]:
    """Which of `images` [N, C, H, W] stand in a picture [h, w, C], row by row; any contrast and brightness will do."""
    height, width = images.shape[2:]
    if values.shape[2] != images.shape[1] or values.shape[0] < height or values.shape[1] < width:
        return []
    if values.shape[0] * values.shape[1] > 50 * images.shape[2:].numel() + 40_000:
        return []
    windows = values.unfold(0, height, 1).unfold(1, width, 1).flatten(0, 1).flatten(2)
    patterns = images.double().flatten(2)
    windows = F.normalize(windows - windows.mean(2, keepdim=True), dim=2)
    patterns = F.normalize(patterns - patterns.mean(2, keepdim=True), dim=2)
    alike = torch.einsum("pcx,ncx->pnc", windows, patterns).amin(2) > 0.99
    return [row[1] for row in alike.nonzero().tolist()]


def names_in(texts: list[str], classes: list[str]) -> list[str]:
    import re

    return [word for text in texts for word in re.findall(r"[a-z]+", text.lower()) if word in classes]


def roles_in(texts: list[str], classes: list[str]) -> dict[str, list[str]]:
    """Names that a text calls "true" or "predicted" in so many words; names with no such word are left out."""
    import re

    says = {
        **dict.fromkeys(("true", "truth", "actual", "real", "target", "gt", "t"), "true"),
        **dict.fromkeys(("pred", "predicted", "prediction", "guess", "p"), "predicted"),
    }
    roles: dict[str, list[str]] = {"true": [], "predicted": []}
    for text in texts:
        words = [w for w in re.findall(r"[a-z]+", text.lower()) if w not in ("label", "class", "as", "is")]
        for before, word, name in zip(["", *words], words, words[1:], strict=False):
            if name in classes and word in says and before not in says:
                roles[says[word]].append(name)
    return roles


def shown(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: which images the figure shows, and the class names that stand with each."""
    from matplotlib.text import Text

    model = Guesser(given["weight"]).train(not given.get("eval mode"))
    model[1].eval()
    modes = [module.training for module in model.modules()]
    options = {name: given[name] for name in ("n", "only_errors") if name in given}
    figure = drawn(
        lambda: lesson.visualize_test_predictions(model, loader_of(given), given["classes"], **options)
    )
    if figure is None:
        return {"figure": False}
    panels, strange, loose = [], [], [text for text in figure.findobj(Text) if text.get_visible()]
    pictures = pictures_in(figure)
    for axes, values in pictures:
        found = found_in(values, given["images"])
        if not found:
            means = [float(mean) for mean in values.flatten(0, 1).mean(0)]
            strange.append({"shape": list(values.shape), "mean colours": means})
        alone = len(found) == 1 and sum(other is axes for other, _ in pictures) == 1
        texts = axes.findobj(Text) if alone and axes is not None else []
        loose = [text for text in loose if text not in texts]
        said = [text.get_text() for text in texts]
        panels += [(index, *names_of(index, given), said) for index in found]
    told: list[Any] = []
    missing: list[Any] = []
    for index, true, guess, said in sorted(panels):
        names, roles = sorted(set(names_in(said, given["classes"]))), roles_in(said, given["classes"])
        missing += [] if names else {true, guess}
        told.append(
            {
                "image": index,
                "names": names or sorted({true, guess}),
                "another is called true": any(name != true for name in roles["true"]),
                "another is called predicted": any(name != guess for name in roles["predicted"]),
                "trace": {"classes": [true, guess], "roles": roles},
            }
        )
    others = names_in([text.get_text() for text in loose], given["classes"])
    return {
        "figure": True,
        "trace pictures": len(pictures),
        "what is none of the images": strange,
        "panels": told,
        "names that are missing": sorted({n for n in missing if others.count(n) < missing.count(n)}),
        "modes": [int(module.training) for module in model.modules()],
        "trace modes as found": modes == [module.training for module in model.modules()],
        "n by default": default_of(lesson.visualize_test_predictions, 3),
    }


def names_of(index: int, given: dict[str, Any]) -> tuple[str, str]:
    """The true and the predicted class of an image."""
    predicted = taken_for(given["images"], given["weight"])[index]
    return given["classes"][given["targets"][index]], given["classes"][predicted]


def default_of(function: Any, place: int) -> Any:
    """The whole number that an argument has where nobody gives one; None where that cannot be told."""
    import inspect

    try:
        parameter = list(inspect.signature(function).parameters.values())[place]
    except (TypeError, ValueError, IndexError):
        return None
    fixed = parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    return parameter.default if fixed and type(parameter.default) is int else None


class Guesser(nn.Sequential):
    """Logits that dropout would drown in noise; in train mode."""

    def __init__(self, weight: torch.Tensor) -> None:
        linear = nn.Linear(weight.shape[1], len(weight), bias=False)
        linear.weight = nn.Parameter(weight)
        super().__init__(nn.Dropout(0.9), nn.Flatten(), linear)


def draw_pictures(rng: torch.Generator, count: int, errors: int, batch: int) -> dict[str, Any]:
    """Normalised images in random order, and what a model takes them for: wrong in `errors` places."""
    mean, std = (torch.tensor(values).view(3, 1, 1) for values in (CIFAR10_MEAN, CIFAR10_STD))
    images = (torch.rand(count, 3, 8, 9, generator=rng) * 0.9 + 0.05 - mean) / std
    weight = randn(rng, len(CLASSES), 3 * 8 * 9)
    predicted = taken_for(images, weight)
    wrong = torch.randperm(count, generator=rng)[:errors]
    targets = predicted.clone()
    shift = torch.randint(1, len(CLASSES), (errors,), generator=rng)
    targets[wrong] = (predicted[wrong] + shift) % len(CLASSES)
    return {
        "images": images,
        "weight": weight,
        "targets": targets,
        "order": torch.randperm(count, generator=rng).tolist(),
        "batch": batch,
        "classes": CLASSES,
    }


def taken_for(images: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    return (images.flatten(1) @ weight.T).argmax(1)


def assert_shown(student: dict[str, Any], given: dict[str, Any], count: int, allowed: list[int]) -> None:
    """Raise CheckFailed unless `count` different images out of `allowed` are shown with their names."""
    if not student["figure"]:
        raise CheckFailed("Your function does not return a matplotlib Figure.")
    images = [panel["image"] for panel in student["panels"]]
    if not images and student["trace pictures"]:
        raise CheckFailed("No picture in your figure shows an image of the loader in its original colours.")
    if len(images) != count:
        raise CheckFailed(f"The figure shows {len(images)} of the loader's images, expected {count}.")
    if len(set(images)) != len(images):
        raise CheckFailed("The figure shows an image more than once.")
    if any(image not in allowed for image in images):
        raise CheckFailed(
            "The figure should show only errors, but it shows an image that the model classifies correctly."
        )
    if given.get("steady") and set(images) != set(allowed[:count]):
        raise CheckFailed(
            "The figure should show the first suitable images of the loader; yours shows later ones."
        )
    for panel in student["panels"]:
        true, guess = panel["trace"]["classes"]
        if panel["names"] != sorted({true, guess}):
            names = " and ".join(panel["names"])
            raise CheckFailed(
                f"An image with true class {true} and predicted class {guess} is labelled {names}."
            )
        for role, name in (("true", true), ("predicted", guess)):
            if panel[f"another is called {role}"]:
                wrong = next(said for said in panel["trace"]["roles"][role] if said != name)
                raise CheckFailed(f"A label gives {wrong} as the {role} class; it should be {name}.")
    for name in student["names that are missing"]:
        raise CheckFailed(f"Some images should be labelled {name}, and are not.")


@check("09.show", "images with their true and predicted class", weight=8, reread=PICTURES)
def test_pictures(observe: Observer) -> None:
    for count in (3, 5):  # of five, a second walk through the loader would begin with others
        given = draw_pictures(observe.rng, count, 2, 2)
        student, _ = observe(shown, given)
        assert_shown(student, given, count, list(range(count)))


@check("09.show", "only the errors, from all batches", weight=2, reread=PICTURES)
def test_only_errors(observe: Observer) -> None:
    given = {**draw_pictures(observe.rng, 5, 2, 2), "steady": True}
    wrong = (given["targets"] != taken_for(given["images"], given["weight"])).tolist()
    # A right answer comes first, and the errors are not in one batch.
    errors, right = ([i for i in given["order"] if wrong[i] is which] for which in (True, False))
    given["order"] = [right[0], errors[0], right[1], right[2], errors[1]]
    for n in (16, 1):
        student, _ = observe(shown, {**given, "n": n, "only_errors": True})
        assert_shown(student, given, min(n, len(errors)), errors)


@check("09.show", "only the first n images", weight=1, reread=PICTURES)
def test_at_most_n(observe: Observer) -> None:
    given = {**draw_pictures(observe.rng, 5, 2, 2), "steady": True}
    for n in (1, 3):
        student, _ = observe(shown, {**given, "n": n})
        assert_shown(student, given, n, given["order"])
        if student["n by default"] not in (None, 16):
            raise CheckFailed(
                f"Without n your figure shows at most {student['n by default']} images; it should be 16."
            )


def places_of(ticks: Any, labels: Any) -> list[float]:
    """Where names stand along an axis, in cells; half a cell is taken off where cells begin at whole numbers."""
    places = [float(tick) for tick, label in zip(ticks, labels, strict=False) if label.get_text().strip()]
    return [round(place - places[0] % 1, 3) for place in places]


def numbers_in(axes: Any, offset: float) -> dict[str, float]:
    """The numbers written into the cells, by "row, column"."""
    found = {}
    for text in axes.texts:
        try:
            number = float(text.get_text().strip().rstrip("%"))
        except ValueError:
            continue
        column, row = (round(float(place) - offset) for place in text.get_position())
        found[f"{row}, {column}"] = number
    return found


def plotted(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the matrix that the figure draws, as shares of its sum, the names beside it, and the numbers in it."""
    size = len(given["classes"])
    options = {"normalize": given["normalize"]} if "normalize" in given else {}
    figure, borrowed = without_sklearn(
        lambda: drawn(
            lambda: lesson.plot_confusion_matrix(
                given["targets"], given["predictions"], given["classes"], **options
            )
        )
    )
    if figure is None:
        return {"figure": False}
    for axes in figure.axes:
        cells = [c.get_array() for c in [*axes.images, *axes.collections] if c.get_array() is not None]
        cells = [c for c in cells if c.size == size**2 and axes.get_label() != "<colorbar>"]
        if not cells:
            continue
        matrix = torch.as_tensor(cells[0].filled(0).tolist(), dtype=torch.float64).reshape(size, size)
        sides = {
            side: {
                "names": names_in([t.get_text() for t in labels], given["classes"]),
                "trace places": places_of(ticks, labels),
                "beside the middle": bool(names_in([t.get_text() for t in labels], given["classes"]))
                and places_of(ticks, labels)[:size] != list(range(size)),
            }
            for side, ticks, labels in (
                ("rows", axes.get_yticks(), axes.get_yticklabels()),
                ("columns", axes.get_xticks(), axes.get_xticklabels()),
            )
        }
        numbers = numbers_in(axes, 0.0 if axes.images else 0.5)
        across, down = axes.get_xlabel().lower(), axes.get_ylabel().lower()
        turned = "pred" in down and "pred" not in across and ("true" in across or "actual" in across)
        matrix = matrix / matrix.sum()
        return {
            "figure": True,
            "sklearn": borrowed,
            "matrix": matrix,
            "rows are labelled as predictions": turned,
            "sides": sides,
            "numbers": in_other_cells(numbers, matrix),
        }
    return {"figure": True, "sklearn": borrowed, "matrix": "nothing"}


def in_other_cells(numbers: dict[str, float], matrix: torch.Tensor) -> str:
    """How numbers stand that fit only a transposed or upside-down matrix; empty where they fit it as it is."""
    written = torch.zeros_like(matrix)
    for place, number in numbers.items():
        row, column = (int(index) for index in place.split(", "))
        if not (0 <= row < len(matrix) and 0 <= column < len(matrix)):
            return ""
        written[row, column] = number
    if not written.sum() > 0:
        return ""
    written = written / written.sum()  # counts, shares or percentages
    if (written - matrix).abs().max() <= 0.04:
        return ""
    for name, other in (("transposed", matrix.T), ("upside down", matrix.flip(0))):
        if (written - other).abs().max() < 0.02:
            return name
    return ""


@check("09.show", "the confusion matrix with class names", weight=4, reread=PICTURES)
def test_plot(observe: Observer) -> None:
    for options in ({"normalize": True}, {}, {"normalize": False}):
        given = {**draw_answers(observe.rng, 40, [0, 0, 0, 1], 3), "classes": CLASSES[:3], **options}
        student, reference = observe(plotted, given)
        if not student["figure"]:
            raise CheckFailed("Your function does not return a matplotlib Figure.")
        if isinstance(student["matrix"], str):
            raise CheckFailed("The figure does not show a 3x3 matrix for three classes.")
        if student["rows are labelled as predictions"]:
            raise CheckFailed(
                "The rows of the drawn matrix are the predicted classes; they should be the true ones."
            )
        assert_matrix(student, reference)
        for side, seen in student["sides"].items():
            if seen["names"] != given["classes"]:
                raise CheckFailed(
                    f"The {side} of the matrix are not labelled with the class names in the right order."
                )
            if seen["beside the middle"]:
                raise CheckFailed(f"The class names beside the {side} are not at the middle of their {side}.")
        if student["numbers"]:
            raise CheckFailed(
                "The numbers are written into the wrong cells: text(x, y, ...) takes the column first, then the row."
            )


def shown_from_a_device(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: how many batches reached the model without being sent to `device`."""
    model = OnDevice(given["weight"], keeps=False)
    loader = [(images, targets.as_subclass(torch.Tensor)) for images, targets in away_loader(given)]
    drawn(lambda: lesson.visualize_test_predictions(model, loader, given["classes"], 1, False, "cpu:0"))
    return {"batches left": model.not_sent}


@check("09.show", "modes restored, images on the device", weight=1, reread=MODES, supports=True)
def test_figures_leave_the_mode(observe: Observer) -> None:
    given = {**draw_pictures(observe.rng, 3, 1, 2), "n": 1}
    found = [observe(shown, {**given, "eval mode": mode}) for mode in (False, True)]
    if not all(student.get("trace modes as found", True) for student, _ in found):
        raise CheckFailed("After the call some modules of the model are in another mode than before.")
    student, _ = observe(shown_from_a_device, draw_pictures(observe.rng, 3, 1, 2))
    if student["batches left"]:
        raise CheckFailed("The model gets images that were not moved to `device`.")
