"""Imports that a submission is refused, with a sentence that says so."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_REFUSAL = "cannot be imported in this lesson, because it contains the answer. Write it yourself."


class RefusedImport(ModuleNotFoundError):
    """A module that this lesson may not import; honest code that tries an import can catch it like any other."""

    def __init__(self, name: str) -> None:
        # With a name, Python would put a plain ImportError in its place after `from a import b`.
        super().__init__(f"{name} {_REFUSAL}")


class RefusedAttribute(AttributeError):
    """A refused module's part, for those who look for it as an attribute: hasattr says no."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} {_REFUSAL}")


class _Refused:
    """A finder that stands before all others."""

    def __init__(self, packages: Sequence[str]) -> None:
        self._packages = frozenset(packages)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Refuse a package of the list, leave all others to the next finder."""
        if name.partition(".")[0] in self._packages or name.startswith("torchvision.models."):
            raise RefusedImport(name)
        return None


class _AnswersRefused:
    """A finder that stands after all others: what of the course they did not find is not there to be found."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Refuse the course's own modules."""
        if name.partition(".")[0] in ("resnet_ref", "autograder"):
            raise RefusedImport(name)
        return None


class _NoModels(ModuleType):
    """Stands for torchvision.models, which torchvision itself imports."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise RefusedAttribute(f"torchvision.models.{name}")


def install(packages: Sequence[str]) -> None:
    """Refuse `packages` and torchvision's models from now on."""
    models = _NoModels("torchvision.models")
    models.__path__ = []  # a package, so that its submodules are asked for by name and refused
    sys.modules["torchvision.models"] = models
    sys.meta_path.insert(0, _Refused(packages))
    sys.meta_path.append(_AnswersRefused())
