"""What a check is made of: its registration, its observer, and the inputs it draws."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

import torch

from autograder.judge.comparison import difference
from autograder.sandbox.probing import State, watch

Probe = Callable[[Any, dict[str, Any]], Any]


@dataclass(frozen=True)
class Check:
    """One pytest test of an exercise.

    `weight` is its share of the exercise's points. A check that `supports` the others (an error raised, an input
    left alone) earns nothing unless a check of values passes: answering nothing right politely is still nothing.
    """

    id: str
    exercise: str
    title: str
    weight: int
    supports: bool
    reread: str
    run: Callable[[Observer], None]


@dataclass(frozen=True)
class Raised:
    """What stood in the way of an observation: an exception in the code under observation, as data."""

    kind: str  # the exception's class
    message: str
    traceback: str = ""


class Implementation(Protocol):
    """A place where code lives: this process, or an isolated worker."""

    def observe(self, source: str, name: str, given: dict[str, Any], seed: int) -> Any:
        """The observation of the probe with this source and name, or Raised."""
        ...


class StudentRaised(Exception):
    """The student's side of an observation raised; the check ends here."""

    def __init__(self, raised: Raised) -> None:
        super().__init__(f"{raised.kind}: {raised.message}")
        self.raised = raised


class CheckFailed(AssertionError):
    """A check that saw a difference. `saw` is the sentence for the student."""

    def __init__(self, saw: str) -> None:
        super().__init__(saw)
        self.saw = saw


@dataclass
class Observed:
    """One question a check asked, kept so that the diagnosis can ask known mistakes the same."""

    source: str
    name: str
    given: dict[str, Any]
    seed: int
    student: Any


@dataclass
class Observer:
    """Asks the student's code and the reference the same question.

    Inputs are drawn from `rng`, which a fresh seed starts for every run, so no submission can foresee them.
    """

    student: Implementation
    reference: Implementation
    seed: int
    asked: list[Observed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = torch.Generator().manual_seed(self.seed)

    def __call__(self, probe: Probe, given: dict[str, Any]) -> tuple[Any, Any]:
        """Observations of `probe` on the student's code and on the reference, in this order.

        Raises:
            StudentRaised: the student's code raised an exception.
            RuntimeError: the reference did; a fault of ours.
        """
        source, name = source_of(probe), probe.__name__
        seed = int(torch.randint(2**31, (1,), generator=self.rng))
        reference = self.reference.observe(source, name, given, seed)
        if isinstance(reference, Raised):
            raise RuntimeError(
                f"The reference raised {reference.kind}: {reference.message}\n{reference.traceback}"
            )
        student = self.student.observe(source, name, given, seed)
        self.asked.append(Observed(source, name, given, seed, student))
        if isinstance(student, Raised):
            raise StudentRaised(student)
        return student, reference


def assert_same(student: Any, reference: Any, tolerance: float | None = None) -> None:
    """Raise CheckFailed with the first difference between two observations."""
    found = difference(student, reference) if tolerance is None else difference(student, reference, tolerance)
    if found is not None:
        raise CheckFailed(found[0].upper() + found[1:])


def check(
    exercise: str, title: str, *, weight: int, reread: str, supports: bool = False
) -> Callable[[Callable[[Observer], None]], Callable[[Observer], None]]:
    """Register a pytest test as a check of `exercise`."""

    def register(function: Callable[[Observer], None]) -> Callable[[Observer], None]:
        identity = f"{exercise}.{function.__name__.removeprefix('test_')}"
        function.check = Check(identity, exercise, title, weight, supports, reread, function)  # type: ignore[attr-defined]
        return function

    return register


@cache
def checks_of(exercise: str) -> tuple[Check, ...]:
    """The checks of an exercise in the order of their suite.

    Raises:
        LookupError: the exercise has none.
    """
    import autograder.checks as suites

    found = []
    for info in pkgutil.iter_modules(suites.__path__):
        if not info.name.startswith(f"test_{exercise[:2]}_"):
            continue
        module = importlib.import_module(f"{suites.__name__}.{info.name}")
        found += [
            f.check for f in vars(module).values() if hasattr(f, "check") and f.check.exercise == exercise
        ]
    if not found:
        raise LookupError(f"No suite in autograder/checks has a check of {exercise!r}.")
    return tuple(found)


@cache
def source_of(probe: Probe) -> str:
    """The probe's source text and that of its suite's functions and classes which it uses: all that travels."""
    suite = inspect.getmodule(probe)
    wanted: list[Any] = [probe]
    sources: dict[str, str] = {}
    while wanted:
        part = wanted.pop()
        if part.__name__ in sources:
            continue
        sources[part.__name__] = textwrap.dedent(inspect.getsource(part))
        used = [getattr(suite, name, None) for name in _names_in(part)]
        wanted += [
            u for u in used if (inspect.isfunction(u) or inspect.isclass(u)) and inspect.getmodule(u) is suite
        ]
    return "\n\n".join(reversed(sources.values()))


def _names_in(part: Any) -> set[str]:
    """Global names that a function, or any method of a class, uses."""
    found: set[str] = set()
    codes = (
        [part.__code__]
        if inspect.isfunction(part)
        else [f.__code__ for f in vars(part).values() if inspect.isfunction(f)]
    )
    while codes:
        code = codes.pop()
        found.update(code.co_names)
        codes += [constant for constant in code.co_consts if inspect.iscode(constant)]
    return found


def randn(rng: torch.Generator, *shape: int) -> torch.Tensor:
    """Standard-normal values of this shape."""
    return torch.randn(*shape, generator=rng)


def draw_state(model: torch.nn.Module, rng: torch.Generator, *inputs: torch.Tensor) -> State:
    """Weights and BatchNorm statistics for every layer of a reference model, in execution order.

    Values are such that every mistake shows: scales and shifts are never 1 and 0, some scales are negative, and some
    variances are so small that another `eps` changes the output.
    """
    labels = {id(p): name.rpartition(".")[0] for name, p in model.named_parameters()}
    state: State = []
    for operation in watch(model, *inputs)[1]:
        if not operation.weights:
            continue
        entry: dict[str, Any] = {"kind": operation.kind, "depth": operation.depth, "behind": operation.behind}
        entry["label"] = labels[id(operation.weights["weight"])]
        for name, tensor in operation.weights.items():
            entry[name] = _draw(operation.kind, name, tensor, rng)
        state.append(entry)
    return state


def _draw(kind: str, name: str, like: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    if name == "running_var":
        return torch.exp(torch.empty(like.shape).uniform_(-6.0, 1.0, generator=rng))
    if kind == "batch_norm" and name == "weight":
        sign = torch.where(torch.rand(like.shape, generator=rng) < 0.2, -1.0, 1.0)
        return sign * torch.empty(like.shape).uniform_(0.5, 1.5, generator=rng)
    if like.dim() > 1:
        return torch.randn(like.shape, generator=rng) * (2.0 / like[0].numel()) ** 0.5
    return torch.randn(like.shape, generator=rng) * 0.3
