"""The original project's two notebooks: what is in them, and (slow) that they run and learn."""

from __future__ import annotations

import ast
import base64
import os
import re
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
import torch
from nbclient import NotebookClient
from torch import nn

from resnet_ref import evaluation, gradcam, inspection, load_data, recipe, train_utils
from resnet_ref import model as reference
from resnet_ref.cifar10 import LoaderConfig
from resnet_ref.network import STEMS

FOLDER = Path(load_data.__file__).parent
TRAIN, FULL = "train_model.ipynb", "full ResNet.ipynb"
SIX_MINUTES = 360  # seconds
Models = tuple[nn.Module, nn.Module]


@cache
def read(name: str) -> nbformat.NotebookNode:
    return nbformat.read(FOLDER / name, as_version=4)


def code(name: str) -> ast.Module:
    return ast.parse("\n".join(cell.source for cell in read(name).cells if cell.cell_type == "code"))


def imported(name: str) -> set[str]:
    modules = set()
    for node in ast.walk(code(name)):
        if isinstance(node, ast.ImportFrom):
            modules.add(node.module or "")
        elif isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
    return modules


# ---- both, as files


@pytest.mark.parametrize("name", [TRAIN, FULL])
def test_file_is_as_jupyter_would_save_it_without_outputs(name: str) -> None:
    notebook = read(name)
    nbformat.validate(notebook)
    assert (FOLDER / name).read_text() == nbformat.writes(notebook) + "\n", (
        "an editor would change it by saving"
    )
    assert notebook.metadata.kernelspec.name == "python3"
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert not cell.outputs, f"{cell.id} has outputs"
            assert cell.execution_count is None, f"{cell.id} has been run"


@pytest.mark.parametrize("name", [TRAIN, FULL])
def test_cells_are_named_for_what_is_in_them(name: str) -> None:
    """So a diff says which cell changed; the random names that editors give contain digits."""
    ids = [cell.id for cell in read(name).cells]
    assert len(set(ids)) == len(ids)
    for id in ids:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", id), f"give the cell {id!r} a name in words"


@pytest.mark.parametrize("name", [TRAIN, FULL])
def test_nothing_in_it_belongs_to_one_machine(name: str) -> None:
    assert not re.search(r"(?<![\w.])/(home|root|tmp|work|Users)/|[A-Z]:\\\\", (FOLDER / name).read_text())


@pytest.mark.parametrize("name", [TRAIN, FULL])
def test_reference_never_knows_the_judge(name: str) -> None:
    assert not [module for module in imported(name) if module.startswith("autograder")]


@pytest.mark.parametrize("name", [TRAIN, FULL])
def test_says_first_how_long_it_takes(name: str) -> None:
    assert re.search(r"\*\*Time: about \w+ minutes\*\*", read(name).cells[0].source)


@pytest.mark.parametrize("name", [TRAIN, FULL])
def test_small_is_the_default_and_one_switch_makes_it_large(name: str) -> None:
    first_code = next(cell for cell in read(name).cells if cell.cell_type == "code")
    assert first_code.source.startswith("FULL_SIZE = False")


@pytest.mark.parametrize("name", [TRAIN, FULL])
def test_every_figure_is_shown_with_an_alternative_text(name: str) -> None:
    tree = code(name)
    shown = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) == "show"]
    assert len(shown) >= 10
    for call in shown:
        assert len(call.args) == 2, f"line {call.lineno}: show(figure, alt)"
        assert isinstance(call.args[1], ast.Constant | ast.JoinedStr | ast.BinOp)
    lines = [node.value for node in tree.body if isinstance(node, ast.Expr)]
    bare = [node for node in lines if isinstance(node, ast.Call)]
    unshown = [called(node) for node in bare if re.match("imshow|plot_|show_|visualize_", called(node))]
    assert not unshown, "a figure that Jupyter draws by itself has no alternative text"


def called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def test_modules_of_the_original_are_used_under_their_names() -> None:
    for module in ("load_data", "model", "train_utils", "test_utils"):
        assert f"resnet_ref.{module}" in imported(TRAIN)


# ---- the self-contained one agrees with the modules


def test_self_contained_takes_only_the_data_reader() -> None:
    assert {module for module in imported(FULL) if module.startswith("resnet_ref")} == {"resnet_ref.cifar10"}


@pytest.fixture(scope="module")
def full() -> Any:
    """Imports, classes, functions and constants of the self-contained notebook; nothing else of it is run."""
    tree = code(FULL)
    tree.body = [node for node in tree.body if is_definition(node)]
    names: dict[str, object] = {"__name__": "full_resnet"}
    exec(compile(tree, FULL, "exec"), names)
    return SimpleNamespace(**names)


def is_definition(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign):
        try:
            ast.literal_eval(node.value)
        except ValueError:
            return False
        return True
    return isinstance(node, ast.Import | ast.ImportFrom | ast.ClassDef | ast.FunctionDef)


@pytest.fixture(autouse=True)
def seeded() -> None:
    torch.manual_seed(0)


def twins(theirs: nn.Module, ours: nn.Module) -> Models:
    """Both with the same random weights, biases and statistics, loaded by name, in float64."""
    with torch.no_grad():
        for value in ours.state_dict().values():
            if value.is_floating_point():
                value.normal_(0, 0.2).abs_() if value.dim() == 1 else value.normal_(0, 0.2)
    theirs.load_state_dict(ours.state_dict())
    return theirs.double(), ours.double()


def blocks(full: Any) -> Iterator[tuple[nn.Module, nn.Module, int]]:
    yield full.IdentityBlock(8, 2), reference.IdentityBlock(8, 2), 8
    for stride in (1, 2):
        yield full.ConvolutionalBlock(3, 2, stride), reference.ConvolutionalBlock(3, 2, stride), 3
    yield full.make_stage(3, 2, 3, 2), reference.make_stage(3, 2, 3, 2), 3
    for stem in STEMS:
        yield full.ResNet50(7, 4, stem), reference.ResNet50(7, 4, stem), 3


@pytest.mark.parametrize("train", [True, False])
def test_blocks_and_network_agree_under_the_same_weights(full: Any, train: bool) -> None:
    for theirs, ours, channels in blocks(full):
        theirs, ours = (model.train(train) for model in twins(theirs, ours))
        images = torch.randn(2, channels, 37, 41).double()
        inputs = images.clone().requires_grad_(), images.clone().requires_grad_()
        outputs = theirs(inputs[0]), ours(inputs[1])
        torch.testing.assert_close(*outputs)
        for output in outputs:
            output.square().sum().backward()
        torch.testing.assert_close(inputs[0].grad, inputs[1].grad)
        torch.testing.assert_close(theirs.state_dict(), ours.state_dict())  # the statistics moved alike


def test_identity_block_refuses_what_it_cannot_add(full: Any) -> None:
    with pytest.raises(ValueError, match="12"):
        full.IdentityBlock(8, 3)


def test_initial_weights_agree(full: Any) -> None:
    theirs, ours = full.ResNet50(width=4), reference.ResNet50(width=4)
    for net, initialize in ((theirs, full.initialize_weights), (ours, reference.initialize_weights)):
        torch.manual_seed(1)
        initialize(net)
        nn.init.zeros_(net.fc.weight)
        nn.init.zeros_(net.fc.bias)
    torch.testing.assert_close(theirs.state_dict(), ours.state_dict())
    assert full.count_parameters(theirs) == reference.count_parameters(ours)


@pytest.mark.parametrize("train", [True, False])
def test_transforms_agree(full: Any, train: bool) -> None:
    image = torch.randint(256, (3, 32, 32), dtype=torch.uint8)
    theirs, ours = full.cifar10_transforms(train), load_data.cifar10_transforms(train)
    for seed in range(8):
        seen = []
        for transform in (theirs, ours):
            torch.manual_seed(seed)
            seen.append(transform(image))
        torch.testing.assert_close(*seen)
    torch.testing.assert_close(full.to_rgb(seen[0]), load_data.to_rgb(seen[0]))


def test_loaders_agree(full: Any) -> None:
    cfg = LoaderConfig(batch_size=500, seed=3)
    for theirs, ours in zip(
        full.create_cifar10_loaders(cfg), load_data.create_cifar10_loaders(cfg), strict=True
    ):
        batches = []
        for loader in (theirs, ours):
            torch.manual_seed(0)
            batches.append(next(iter(loader)))
        torch.testing.assert_close(*batches)
        assert len(theirs) == len(ours)


def small_run(full: Any) -> tuple[Models, list[tuple[torch.Tensor, torch.Tensor]]]:
    models = twins(full.ResNet50(7, 2), reference.ResNet50(7, 2))
    return models, [(torch.randn(n, 3, 16, 16).double(), torch.randint(7, (n,))) for n in (8, 8, 5)]


def test_an_epoch_of_training_and_an_evaluation_agree(full: Any) -> None:
    models, batches = small_run(full)
    criterions = nn.CrossEntropyLoss(label_smoothing=0.1), recipe.label_smoothing_loss
    results = []
    modules: list[tuple[Any, Any]] = [(full, full), (train_utils, recipe)]
    for model, (module, parts), criterion in zip(models, modules, criterions, strict=True):
        optimizer = torch.optim.SGD(parts.parameter_groups(model, 0.1), 0.01, momentum=0.9, nesterov=True)
        scheduler = torch.optim.lr_scheduler.LambdaLR(
            optimizer, partial(parts.warmup_cosine, warmup_steps=2, total_steps=9)
        )
        trained = module.train_epoch_classification(
            model, batches, optimizer, criterion, "cpu", scheduler, progress=False
        )
        tested = module.evaluate_classification(model, batches, criterion)
        results.append((trained, tested, model.state_dict(), scheduler.get_last_lr()))
    torch.testing.assert_close(*results)


def test_the_schedule_agrees_to_its_end_and_past_it(full: Any) -> None:
    for step in range(25):
        assert full.warmup_cosine(step, 4, 20) == pytest.approx(recipe.warmup_cosine(step, 4, 20))


def test_numbers_of_the_evaluation_agree(full: Any) -> None:
    (theirs, ours), batches = small_run(full)
    found = targets, predictions, _ = full.collect_predictions(theirs, batches)
    torch.testing.assert_close(found, evaluation.collect_predictions(ours, batches), check_dtype=False)
    for normalize in (True, False):
        torch.testing.assert_close(
            full.confusion_matrix(targets, predictions, 7, normalize),
            evaluation.confusion_matrix(targets, predictions, 7, normalize),
        )


def test_views_of_the_inside_agree(full: Any) -> None:
    (theirs, ours), [(images, targets), *_] = small_run(full)
    seen = []
    for model, module, cam in (
        (theirs.eval(), full, full.grad_cam),
        (ours.eval(), inspection, gradcam.grad_cam),
    ):
        with module.capture_activations(model, ["layer2.0.conv1", "layer4"]) as activations:
            model(images)
        assert not any(part._forward_hooks for part in model.modules())
        maps = [module.normalize_for_display(activations["layer4"][0])]
        maps += [
            cam(model, layer, images, asked) for layer in ("layer2", "layer4") for asked in (None, targets)
        ]
        assert all(parameter.grad is None for parameter in model.parameters())
        seen.append((activations, maps))
    torch.testing.assert_close(*seen)


# ---- both, run as a reader would


@pytest.mark.slow
@pytest.mark.parametrize("name", [TRAIN, FULL])
def test_runs_from_top_to_bottom_in_time_and_learns(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))  # where the checkpoint goes
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # two that share their cores with others mostly wait
    notebook = nbformat.read(FOLDER / name, as_version=4)
    before = processor_seconds()
    NotebookClient(notebook, timeout=1800, kernel_name="python3").execute(cwd=str(FOLDER))
    seconds = processor_seconds() - before

    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    printed = "".join(output.text for output in outputs if output.output_type == "stream")
    accuracy = float(re.findall(r"accuracy (\d+\.\d)%", printed)[-1])
    pictures = [
        output.data["text/html"]
        for output in outputs
        if "<img" in output.get("data", {}).get("text/html", "")
    ]
    assert accuracy >= 50
    assert len(pictures) >= 10
    for picture in pictures:
        assert re.search(r'alt="[^"]{20,}"', picture)
        assert base64.b64decode(picture.split("base64,")[1].split('"')[0]).startswith(b"\x89PNG")
    assert seconds < 2 * SIX_MINUTES, f"{name} took {seconds:.0f} s of processor time"


def processor_seconds() -> float:
    """Used by child processes that have ended: six minutes on two cores are twelve, however busy the machine is."""
    times = os.times()
    return times.children_user + times.children_system
