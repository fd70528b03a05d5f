"""Right answers that use what torch, Python and Jupyter offer keep their points, wherever they are judged.

A feature is a line of source that changes an answer of the bank without changing what it computes. In it NAME stands
for each of the exercise's names.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from warm_sandboxes import warm_sandbox

from autograder.course.catalogue import find_exercise
from autograder.jail.budget import Budget
from autograder.judge.bank import FOLDER
from autograder.judge.submissions import Workplace, judge_submission
from autograder.outcomes import ExerciseResult, Judged, Outcome
from autograder.reading import Submission
from autograder.student.notebook import NOTHING_TO_RUN, _Kernel

SEED = 7
SECONDS = 120.0  # for one submission, however busy the machine is

# An exercise: the answer of the bank that is changed, and the names in it that make modules, or are functions.
MODULES = {
    "04.identity_block": ("sequential_branch", ["IdentityBlock"]),
    "02.batchnorm": ("broadcast_shapes", ["BatchNorm2d"]),
    "03.blocks": ("two_classes", ["PlainBlock", "ResidualBlock"]),
    "05.convolutional_block": ("shortcut_first", ["ConvolutionalBlock"]),
    "06.make_stage": ("one_block_class", ["make_stage"]),
    "06.resnet50": ("torchvision_style", ["ResNet50"]),
    "12.resnet": ("own_blocks", ["resnet", "BasicBlock"]),
}
FUNCTIONS = {
    "01.channel_statistics": ("one_line", ["channel_statistics"]),
    "01.transforms": ("torchvision_v2", ["cifar10_transforms"]),
    "01.loaders": ("subsets", ["create_cifar10_loaders"]),
    "02.output_size": ("rounded_down", ["conv_output_size"]),
    "02.conv2d": ("windows_einsum", ["conv2d"]),
    "03.gradient_norms": ("functional", ["gradient_norms"]),
    "06.count_parameters": ("by_product", ["count_parameters"]),
    "06.initialise": ("by_layer", ["initialize_weights"]),
    "07.topk": ("imagenet_example", ["_topk_accuracies"]),
    "07.train_epoch": ("plain_loop", ["train_epoch_classification"]),
    "07.evaluate": ("switched_by_hand", ["evaluate_classification"]),
    "08.parameter_groups": ("by_dimension", ["parameter_groups"]),
    "08.warmup_cosine": ("clamped_progress", ["warmup_cosine"]),
    "08.label_smoothing": ("two_losses", ["label_smoothing_loss"]),
    "08.mixup": ("lerp", ["mixup"]),
    "09.collect_predictions": ("preallocated", ["collect_predictions"]),
    "09.confusion_matrix": ("scatter", ["confusion_matrix"]),
    "09.most_confused": ("heap", ["most_confused"]),
    "09.show": ("one_picture", ["visualize_test_predictions", "plot_confusion_matrix"]),
    "10.capture_activations": ("try_finally", ["capture_activations"]),
    "10.normalise": ("clamped_span", ["normalize_for_display"]),
    "10.show": ("overlaid", ["show_feature_maps", "show_first_conv_filters", "plot_weight_histograms"]),
    "11.gradcam": ("class_with_hooks", ["grad_cam"]),
    "11.show": ("three_columns", ["show_gradcam_grid"]),
    "12.load_by_name": ("data_of_each", ["load_by_name"]),
    "12.transfer": ("hook_before_every_pass", ["freeze_backbone"]),
}

PRELUDE = '''
import collections, copy, enum, functools, types
import numpy as np
import torch
from torch import nn
from torch.nn.utils import parametrizations, parametrize
from torch.utils.checkpoint import checkpoint

def remade(make, change):
    """`make`, with every module that it makes changed."""
    return lambda *given, **named: change(make(*given, **named))

class Around(nn.Module):
    def __init__(self, inner, run):
        super().__init__()
        self.inner, self.run = inner, run
    def forward(self, x):
        return self.run(self.inner, x)

def around(make, run):
    """`make`, with run(forward, x) in the place of every forward(x)."""
    if not isinstance(make, type):
        return remade(make, lambda inner: Around(inner, run))
    class Changed(make):
        def forward(self, x):
            return run(super().forward, x)
    return Changed

def each(change, kind=nn.Module):
    def changed(module):
        for part in [part for part in module.modules() if isinstance(part, kind)]:
            change(part)
        return module
    return changed

def answered(function, change):
    """`function`, with its answer changed as a whole."""
    return functools.wraps(function)(lambda *given, **named: change(function(*given, **named)))

def leaves(change):
    """Changes every value in nested dicts, lists and tuples."""
    def changed(value):
        if isinstance(value, dict):
            return {key: changed(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)) and not hasattr(value, "_fields"):
            return type(value)(changed(item) for item in value)
        return change(value)
    return changed

def whole(value):
    return isinstance(value, int) and not isinstance(value, bool)

def functional(module):
    held = lambda: {**dict(module.named_parameters()), **dict(module.named_buffers())}
    return Around(module, lambda inner, x: torch.func.functional_call(inner, held(), (x,)))

def on_meta(make):
    def made(*given, **named):
        with torch.device("meta"):
            module = make(*given, **named)
        return each(lambda part: getattr(part, "reset_parameters", int)())(module.to_empty(device="cpu"))
    return made

class Same(nn.Module):
    def forward(self, weight):
        return weight

class Copied(nn.Module):
    def forward(self, weight):
        return weight * 1.0

class Mine(torch.Tensor):
    pass

class OwnParameter(nn.Parameter):
    pass

class Straight(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.view_as(x)
    @staticmethod
    def backward(ctx, gradient):
        return gradient
'''

OF_MODULES = {
    "scripted": "NAME = remade(NAME, torch.jit.script)",
    "compiled": "NAME = remade(NAME, torch.compile)",
    "compiled without inductor": "NAME = remade(NAME, functools.partial(torch.compile, backend='eager'))",
    "compiled forward": "NAME = around(NAME, torch.compile(lambda forward, x: forward(x)))",
    "compiled in place": "NAME = remade(NAME, lambda module: module.compile() or module)",
    "functional call": "NAME = remade(NAME, functional)",
    "graph of torch.fx": "import torch.fx\nNAME = remade(NAME, torch.fx.symbolic_trace)",
    "checkpoint": "NAME = around(NAME, lambda forward, x: checkpoint(forward, x, use_reentrant=False))",
    "reentrant checkpoint": "NAME = around(NAME, lambda forward, x: checkpoint(forward, x, use_reentrant=True))",
    "parametrised": (
        "NAME = remade(NAME, each(lambda c: parametrize.register_parametrization(c, 'weight', Same()), nn.Conv2d))"
    ),
    "parametrised by a copy": (
        "NAME = remade(NAME, each(lambda c: parametrize.register_parametrization(c, 'weight', Copied()), nn.Conv2d))"
    ),
    "weight norm": "NAME = remade(NAME, each(parametrizations.weight_norm, nn.Conv2d))",
    "hooks": "NAME = remade(NAME, each(lambda part: part.register_forward_hook(lambda m, i, o: o.clone())))",
    "hooks before": "NAME = remade(NAME, each(lambda part: part.register_forward_pre_hook(lambda m, i: None)))",
    "channels last": "NAME = remade(NAME, lambda module: module.to(memory_format=torch.channels_last))",
    "a copy": "NAME = remade(NAME, copy.deepcopy)",
    "averaged": "NAME = remade(NAME, torch.optim.swa_utils.AveragedModel)",
    "data parallel": "NAME = remade(NAME, nn.DataParallel)",
    "on meta first": "NAME = on_meta(NAME)",
    "in a ModuleList": "NAME = remade(NAME, lambda m: Around(nn.ModuleList([m]), lambda parts, x: parts[0](x)))",
    "in a ModuleDict": "NAME = remade(NAME, lambda m: Around(nn.ModuleDict({'a': m}), lambda parts, x: parts['a'](x)))",
    "in a Sequential": "NAME = remade(NAME, nn.Sequential)",
    "parameters of a class": (
        "NAME = remade(NAME, each(lambda part: part._parameters.update("
        "{n: OwnParameter(p.detach()) for n, p in part._parameters.items() if p is not None})))"
    ),
    "an answer of a class": "NAME = around(NAME, lambda forward, x: forward(x).as_subclass(Mine))",
    "an input of a class": "NAME = around(NAME, lambda forward, x: forward(x.as_subclass(Mine)))",
    "autograd function": "NAME = around(NAME, lambda forward, x: Straight.apply(forward(x)))",
    "autocast off": "NAME = around(NAME, lambda forward, x: torch.autocast('cpu', enabled=False)(forward)(x))",
    "autocast to bfloat16": "NAME = around(NAME, lambda forward, x: torch.autocast('cpu', torch.bfloat16)(forward)(x))",
    "profiled": "NAME = around(NAME, lambda forward, x: torch.profiler.record_function('a')(forward)(x))",
    "printing": "NAME = around(NAME, lambda forward, x: print(x.shape) or forward(x))",
    "partial": "NAME = functools.partial(NAME)",
}
OF_FUNCTIONS = {
    "partial": "NAME = functools.partial(NAME)",
    "an object that is called": (
        "class Called:\n    def __init__(self, function): self.function = function\n"
        "    def __call__(self, *given, **named): return self.function(*given, **named)\nNAME = Called(NAME)"
    ),
    "a bound method": (
        "class Holder:\n    def __init__(self, function): self.function = function\n"
        "    def run(self, *given, **named): return self.function(*given, **named)\nNAME = Holder(NAME).run"
    ),
    "a module": (
        "class Called(nn.Module):\n    def __init__(self, function):\n        super().__init__()\n"
        "        self.function = function\n"
        "    def forward(self, *given, **named): return self.function(*given, **named)\nNAME = Called(NAME)"
    ),
    "single dispatch": "NAME = functools.singledispatch(NAME)",
    "with gradients": "NAME = (lambda f: lambda *given, **named: torch.enable_grad()(f)(*given, **named))(NAME)",
    "compiled": "NAME = torch.compile(NAME)",
    "compiled without inductor": "NAME = torch.compile(NAME, backend='eager')",
    "in a thread": (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "NAME = (lambda f: lambda *g, **n: ThreadPoolExecutor(1).submit(f, *g, **n).result())(NAME)"
    ),
    "numpy's numbers": (
        "NAME = answered(NAME, leaves(lambda v: np.float64(v) if isinstance(v, float) else np.int64(v) "
        "if whole(v) else v))"
    ),
    "numpy's short numbers": (
        "NAME = answered(NAME, leaves(lambda v: np.float32(v) if isinstance(v, float) else v))"
    ),
    "tensors of one number": (
        "NAME = answered(NAME, leaves(lambda v: torch.tensor(v) if isinstance(v, float) or whole(v) else v))"
    ),
    "fractions": (
        "from fractions import Fraction\n"
        "NAME = answered(NAME, leaves(lambda v: Fraction(v) if isinstance(v, float) else v))"
    ),
    "an enum": "NAME = answered(NAME, leaves(lambda v: enum.IntEnum('E', {'A': v}).A if whole(v) else v))",
    "an ordered dict": "NAME = answered(NAME, lambda v: collections.OrderedDict(v) if isinstance(v, dict) else v)",
    "a mapping": "NAME = answered(NAME, lambda v: types.MappingProxyType(v) if isinstance(v, dict) else v)",
    "a generator": "NAME = answered(NAME, lambda v: (x for x in v) if isinstance(v, (list, tuple)) else v)",
    "list for tuple": (
        "NAME = answered(NAME, lambda v: tuple(v) if type(v) is list else list(v) if type(v) is tuple else v)"
    ),
    "a named tuple": (
        "NAME = answered(NAME, lambda v: collections.namedtuple('Pair', [f'f{n}' for n in range(len(v))])(*v) "
        "if type(v) is tuple else v)"
    ),
}
# What a cell leaves switched on.
LEFT_ON = {
    "double precision": "torch.set_default_dtype(torch.float64)",
    "bfloat16": "torch.set_default_dtype(torch.bfloat16)",
    "the CPU": "torch.set_default_device('cpu')",
    "the meta device": "torch.set_default_device('meta')",
    "no gradients": "torch.set_grad_enabled(False)",
    "inference mode": "torch.inference_mode().__enter__()",
    "autocast": "torch.autocast('cpu', dtype=torch.bfloat16).__enter__()",
    "deterministic algorithms": "torch.use_deterministic_algorithms(True)",
    "anomaly detection": "torch.autograd.set_detect_anomaly(True)",
    "warnings as errors": "import warnings; warnings.simplefilter('error')",
    "numpy's errors": "np.seterr(all='raise')",
    "threads": "torch.set_num_threads(2)",
    "a seed": "torch.manual_seed(0)",
    "a style of pictures": "import matplotlib.pyplot as plt; plt.style.use('dark_background'); plt.plot([1])",
    "short printing": "torch.set_printoptions(precision=1)",
    "a mode of torch.overrides": (
        "from torch.overrides import TorchFunctionMode\nclass Mode(TorchFunctionMode):\n"
        "    def __torch_function__(self, func, types, args=(), kwargs=None): return func(*args, **(kwargs or {}))\n"
        "Mode().__enter__()"
    ),
    "hooks of all modules": "nn.modules.module.register_module_forward_hook(lambda m, i, o: None)",
    "later annotations": "from __future__ import annotations",
    "future conversion": "torch.__future__.set_swap_module_params_on_conversion(True)",
}

EVERYWHERE = [exercise for exercise in MODULES | FUNCTIONS if exercise != "04.identity_block"]

# Where a feature is more than style, what the judge says instead of giving full marks. None: it cannot stand there.
OTHERWISE: dict[tuple[str, str], str | None] = {
    (
        "weight norm",
        "",
    ): r"Your code uses layers or weights that the reference does not have: weights of shape|too many weights of shape",
    ("autocast to bfloat16", ""): r"of the values differ|the right shape .*, but wrong values",
    # This layer holds no convolution, and is asked for its weight and statistics by name.
    ("weight norm", "02.batchnorm"): "",
    ("autocast to bfloat16", "02.batchnorm"): "",
    **dict.fromkeys(
        [
            *(
                ("functional call", "02.batchnorm"),
                ("averaged", "02.batchnorm"),
                ("data parallel", "02.batchnorm"),
            ),
            *(("in a ModuleList", "02.batchnorm"), ("in a ModuleDict", "02.batchnorm")),
            ("in a Sequential", "02.batchnorm"),
        ],
        r"what your code returned; trying it raised AttributeError: .* has no attribute 'weight'",
    ),
    # A stage is a Sequential of blocks, by name.
    **dict.fromkeys(
        [
            *((f"compiled{how}", "06.make_stage") for how in ("", " without inductor", " forward")),
            *((f"{how}checkpoint", "06.make_stage") for how in ("", "reentrant ")),
            *((f"{where} of a class", "06.make_stage") for where in ("an answer", "an input")),
            *((f"in a Module{kind}", "06.make_stage") for kind in ("List", "Dict")),
            *(("scripted", "06.make_stage"), ("functional call", "06.make_stage")),
            *(("averaged", "06.make_stage"), ("data parallel", "06.make_stage")),
            *(("graph of torch.fx", "06.make_stage"), ("autograd function", "06.make_stage")),
            *(
                ("autocast off", "06.make_stage"),
                ("profiled", "06.make_stage"),
                ("printing", "06.make_stage"),
            ),
        ],
        r"^make_stage should return an nn\.Sequential of blocks",
    ),
    # A graph of one mode; statistics that a checkpoint counts twice; a module that cannot set itself up anew.
    **dict.fromkeys(
        [
            *(("graph of torch.fx", "02.batchnorm"), ("on meta first", "02.batchnorm")),
            *(("checkpoint", "02.batchnorm"), ("reentrant checkpoint", "02.batchnorm")),
        ]
    ),
}


def place(kind: str, exercise: str, cells: tuple[str, ...]) -> tuple[Submission, Workplace]:
    """The cells where they are to be judged: to be run in a sandbox, or run already in this kernel."""
    if kind == "sandbox":
        return Submission(Path("student.ipynb"), cells), warm_sandbox(find_exercise(exercise)[0])
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells:
        exec(compile(cell, "<cell>", "exec"), names)
    return NOTHING_TO_RUN, _Kernel(names)


def judged(kind: str, exercise: str, *cells: str) -> tuple[ExerciseResult, Judged]:
    submission, workplace = place(kind, exercise, cells)
    budget = Budget(SECONDS, SECONDS, SECONDS)
    done = judge_submission(submission, [find_exercise(exercise)[1]], budget, workplace, SEED)
    return done.exercises[0], done


def answer(exercise: str) -> str:
    stem, _ = (MODULES | FUNCTIONS)[exercise]
    return (FOLDER / exercise / f"{stem}.py").read_text(encoding="utf-8")


def applied(feature: str, exercise: str) -> str:
    _, names = (MODULES | FUNCTIONS)[exercise]
    return "\n".join([PRELUDE, *(feature.replace("NAME", name) for name in names)])


def said(result: ExerciseResult) -> list[tuple[str, str, str | None]]:
    """What stopped checks say."""
    rows = [(row.id, row.diagnosis) for row in result.checks if row.outcome is not Outcome.PASSED]
    return [(check, seen.saw, seen.misconception) for check, seen in rows if seen is not None]


def cases(features: dict[str, str], exercises: Any, fast: tuple[str, ...] = ()) -> list[Any]:
    found = []
    for exercise in exercises:
        for feature, source in features.items():
            wanted = OTHERWISE.get((feature, exercise), OTHERWISE.get((feature, ""), ""))
            if wanted is not None:
                marks = [] if exercise in fast else [pytest.mark.slow]
                values = (exercise, source, wanted)
                found.append(pytest.param(*values, id=f"{exercise}-{feature}", marks=marks))
    return found


@pytest.mark.parametrize(
    ("exercise", "feature", "otherwise"),
    cases(OF_MODULES, MODULES, ("04.identity_block",))
    + cases(OF_FUNCTIONS, FUNCTIONS, ("07.topk", "08.mixup", "08.parameter_groups")),
)
def test_a_right_answer_stays_right(exercise: str, feature: str, otherwise: str) -> None:
    result, done = judged("sandbox", exercise, answer(exercise), applied(feature, exercise))
    assert [cell.message for cell in done.cells if cell.error] == []
    if not otherwise:
        assert result.full, said(result)
        return
    assert said(result)
    for check, saw, misconception in said(result):
        assert misconception is None, check
        assert not saw.startswith("Your code raised"), saw
    assert any(re.search(otherwise, saw) for _, saw, _ in said(result)), said(result)


@pytest.mark.parametrize("kind", ["sandbox", "kernel"])
@pytest.mark.parametrize("feature", ["compiled", "in a thread", "a module"])
def test_a_right_function_stays_right_in_both_places(kind: str, feature: str) -> None:
    result, _ = judged(kind, "07.topk", answer("07.topk"), applied(OF_FUNCTIONS[feature], "07.topk"))
    assert result.full, said(result)


@pytest.mark.parametrize("switch", LEFT_ON.values(), ids=LEFT_ON)
@pytest.mark.parametrize(
    "exercise", ["04.identity_block", *(pytest.param(e, marks=pytest.mark.slow) for e in EVERYWHERE)]
)
def test_what_a_cell_left_on_costs_nothing(exercise: str, switch: str) -> None:
    result, done = judged("sandbox", exercise, PRELUDE, switch, answer(exercise))
    assert [cell.message for cell in done.cells if cell.error] == []
    assert result.full, said(result)


# What a kernel runs without an error; each begins a cell, and the answer follows in the same cell.
LINES = {
    "a timed line": "%time 1 + 1",
    "timeit": "%timeit -n 1 -r 1 1 + 1",
    "inline pictures": "%matplotlib inline",
    "pictures in a window": "%matplotlib qt",
    "pictures asked for in Python": "get_ipython().run_line_magic('matplotlib', 'inline')",
    "sharp pictures": "%config InlineBackend.figure_format = 'retina'",
    "pylab": "%pylab --no-import-all inline",
    "autoreload": "%load_ext autoreload\n%autoreload 2",
    "a variable of the environment": "%env A=1",
    "store": "kept = 3\n%store kept\n%store -r kept",
    "a listing": "!ls -a",
    "a listing as a list": "files = !ls",
    "a program that is not there": "!nvidia-smi",
    "help": "torch.relu?",
    "await": "import asyncio\nawait asyncio.sleep(0)",
    "a thread": "import threading\nt = threading.Thread(target=print)\nt.start(); t.join()",
    "a progress bar": "from tqdm.notebook import tqdm\nlist(tqdm(range(3)))",
    "another progress bar": "from tqdm.auto import trange\nlist(trange(3))",
    "display": (
        "from IPython.display import HTML, clear_output\ndisplay(HTML('a'), display_id=True).update(1)\nclear_output()"
    ),
    "a picture": "import matplotlib.pyplot as plt\nplt.style.use('ggplot')\nplt.plot([1])\nplt.show()",
    "a widget": "import ipywidgets\nipywidgets.interact(lambda x: x, x=(0, 3))",
    "names": "%whos\n%history -n 1\nIn[-1], Out",
    "the file of the output": "import faulthandler, sys\nfaulthandler.enable()\nsys.stdout.fileno()",
    "the end of a kernel": "quit()",
    "a loader's processes": (
        "from torch.utils.data import DataLoader, TensorDataset\n"
        "list(DataLoader(TensorDataset(torch.ones(4)), num_workers=2))"
    ),
    "pickles": "import pickle\nclass Kept: pass\npickle.loads(pickle.dumps(Kept()))",
    "source": "import inspect\ndef f(): return 1\ninspect.getsource(f)",
    "inductor": "torch.compile(lambda x: x + 1, fullgraph=True)(torch.ones(2))",
    "pip": "%pip install -q einops",
    "conda": "%conda install -y einops",
    "mamba": "%mamba install -y einops",
    "uv": "%uv pip install einops",
    "pip in a shell": "!pip install einops",
    "pip by Python": "import sys\n!{sys.executable} -m pip install einops",
    "pip as a program": "import subprocess\nsubprocess.run(['pip', 'install', 'einops'], check=True)",
    "pip as a module": (
        "import subprocess, sys\nsubprocess.check_call([sys.executable, '-m', 'pip', 'install', 'einops'])"
    ),
    "Python in a shell": "!python -c 'print(1)'",
    "no network": "!wget -q http://localhost/x.py\n!git clone http://localhost/x",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_cell_goes_on_after_what_jupyter_offers(line: str) -> None:
    started = time.monotonic()
    result, done = judged("sandbox", "07.topk", "import torch", f"{line}\n{answer('07.topk')}")
    assert [cell.message for cell in done.cells if cell.error] == []
    assert result.full, said(result)
    assert time.monotonic() - started < 20


CELLS = {
    "a timed cell": ("%%time\n{answer}",),
    "a captured cell": ("%%capture shown\n{answer}",),
    "a module of one's own": ("%%writefile mine.py\n{answer}", "from mine import _topk_accuracies"),
    "a module in a folder": (
        "import os\nos.makedirs('parts')",
        "%%writefile parts/mine.py\n{answer}",
        "from parts.mine import _topk_accuracies",
    ),
    "a module in another folder": (
        "import os\nos.makedirs('other')\n%cd other",
        "%%writefile mine.py\n{answer}",
        "from mine import *\nfrom mine import _topk_accuracies",
    ),
    "a module that is written again": (
        "%%writefile mine.py\ndef _topk_accuracies(*_): raise NotImplementedError('07.topk')",
        "import mine",
        "%%writefile mine.py\n{answer}",
        "import importlib\n_topk_accuracies = importlib.reload(mine)._topk_accuracies",
    ),
    "a script of one's own": ("%%writefile mine.py\n{answer}", "%run mine.py"),
    "a script that is loaded": ("%%writefile mine.py\n{answer}", "exec(open('mine.py').read())"),
    "a module that is imported late": (
        "%%writefile late.py\n{answer}",
        "def _topk_accuracies(*given):\n    import late\n    return late._topk_accuracies(*given)",
    ),
    "files by the names of others": (
        "for name in ('torch', 'json', 'wire', 'sympy', 'safetensors', 'inside', 'autograder', 'IPython', 'typing'):\n"
        "    with open(name + '.py', 'w') as file:\n        file.write('raise SystemExit')",
        "{answer}",
    ),
    "a cell that asks": ("input('How many? ')", "{answer}"),
    "a cell that leaves": ("import sys\nsys.exit()", "{answer}"),
    "a cell of another language": ("%%bash\npip install einops\nls", "%%html\n<b>a</b>", "{answer}"),
    "the models of torchvision looked for": (
        "import torchvision\nprint(hasattr(torchvision.models, 'torch'), hasattr(torchvision.models, 'resnet50'))",
        "{answer}",
    ),
}


@pytest.mark.parametrize("cells", CELLS.values(), ids=CELLS)
def test_cells_that_jupyter_offers_lead_to_the_answer(cells: tuple[str, ...]) -> None:
    sources = [cell.replace("{answer}", answer("07.topk")) for cell in cells]
    result, done = judged("sandbox", "07.topk", *sources)
    assert result.full, (said(result), [cell.message for cell in done.cells])


def test_eight_lines_of_pip_take_seconds() -> None:
    lines = "\n".join(f"%pip install p{n}\n!pip install q{n}" for n in range(4))
    result, done = judged("sandbox", "07.topk", lines, answer("07.topk"))
    assert result.full, said(result)
    assert done.cells[0].outputs.count("Nothing is installed where a submission is judged.") == 8
