"""The judge. In a notebook: `from autograder import check, show`."""

from typing import TYPE_CHECKING, Any

from autograder.inside.pictures import show

if TYPE_CHECKING:
    from autograder.student.notebook import check

__all__ = ["being_graded", "check", "show"]


def being_graded() -> bool:
    """Whether this notebook is being run by a grader, who wants what you wrote and not a long experiment: no."""
    return False


def __getattr__(name: str) -> Any:
    if name == "check":  # with it comes torch, for which the command line should not wait
        from autograder.student.notebook import check

        return check
    raise AttributeError(f"module 'autograder' has no attribute {name!r}")
