"""The judge. In a notebook: `from autograder import check, show`."""

from autograder.notebook import check
from autograder.pictures import show

__all__ = ["check", "show"]
