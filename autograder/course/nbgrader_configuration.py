"""nbgrader_config.py, read as nbgrader's own commands read it."""

from __future__ import annotations

from pathlib import Path

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader


def load(root: Path) -> Config:
    """The configuration in the course folder `root`, for nbgrader to work there whatever the current folder is."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    config.CourseDirectory.root = str(root)
    return config
