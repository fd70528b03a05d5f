"""What `import autograder` gives inside the isolated worker: the names of the real one, without its judge."""

from inside.pictures import show  # as these files are called where this one is `autograder`

__all__ = ["being_graded", "check", "show"]


def check(*exercises: str) -> None:
    """In a notebook this checks exercises; here the judge asks from outside once all cells have run."""
    print(f"{', '.join(exercises)}: will be checked after the last cell has run.")


def being_graded() -> bool:
    """Whether this notebook is being run by a grader, who wants what was written and not a long experiment: yes."""
    return True
