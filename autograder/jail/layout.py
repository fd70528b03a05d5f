"""What exists inside a sandbox: the interpreter, torch's world, and the files that the lesson may import."""

from __future__ import annotations

import os
import shutil
import site
import sys
from importlib.util import find_spec
from pathlib import Path

from autograder.course.catalogue import Lesson
from autograder.inside.pip_inside import INSTALLERS, NOTHING_INSTALLED

TRAVELS = Path(__file__).parent.parent / "inside"
ALWAYS_IMPORTABLE = ("__init__", "shapes", "figures", "cifar10")
# Installed beside torch for the project's own tests, and full of answers.
HIDDEN_PACKAGES = ("captum", "pytorch_grad_cam", "torchmetrics")
COURSE = "/course"  # the importable folder, inside bubblewrap


def lay_out(importable: Path, lesson: Lesson) -> None:
    """Fill `importable` with exactly what a submission of `lesson` may import."""
    importable.mkdir()
    shutil.copytree(TRAVELS, importable / "inside", ignore=shutil.ignore_patterns("__pycache__"))
    (importable / "autograder").mkdir()
    shutil.copy(TRAVELS / "autograder_inside.py", importable / "autograder" / "__init__.py")
    shutil.copy(TRAVELS / "pip_inside.py", importable / "pip.py")
    (importable / "bin").mkdir()
    for name in (*INSTALLERS, "pip3"):
        program = importable / "bin" / name
        program.write_text(f"#!/bin/sh\necho '{NOTHING_INSTALLED}'\n")
        program.chmod(0o755)
    (importable / "resnet_ref").mkdir()
    for module in dict.fromkeys((*ALWAYS_IMPORTABLE, *lesson.may_import)):
        shutil.copy(_reference() / f"{module}.py", importable / "resnet_ref" / f"{module}.py")
    for folder in _data_folders():
        (importable / "resnet_ref" / folder.name).symlink_to(folder, target_is_directory=True)


def _reference() -> Path:
    spec = find_spec("resnet_ref")
    if spec is None or spec.origin is None:
        raise RuntimeError("The package resnet_ref is not installed. Run the set-up again: make test.")
    return Path(spec.origin).parent


def _data_folders() -> list[Path]:
    return [folder for name in ("data", "weights") if (folder := _reference() / name).is_dir()]


def bubblewrap(importable: Path) -> list[str]:
    """The bwrap command line, to be followed by the program to run inside.

    Everything is read-only but /tmp. The capabilities are those of a user namespace that owns nothing; the parent
    inside needs them to give every submission namespaces of its own, and each submission drops them.
    """
    command = [
        "bwrap",
        "--unshare-all",
        "--unshare-user",
        "--uid",
        "1000",
        "--gid",
        "1000",
        "--cap-add",
        "ALL",
    ]
    command += ["--die-with-parent", "--new-session", "--clearenv", "--hostname", "sandbox"]
    command += ["--tmpfs", own_tmp()]
    for path in ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts"):
        command += ["--ro-bind-try", path, path]
    for path in _interpreter():
        command += ["--ro-bind", path, path]
    for path in _hidden():
        command += ["--tmpfs", path, "--remount-ro", path]
    command += ["--ro-bind", str(importable), COURSE]
    for folder in _data_folders():
        # The layout's link points to a path that does not exist inside; here the folder itself appears at that path.
        command += ["--ro-bind", str(folder), str(folder)]
    return [*command, "--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", "--remount-ro", "/"]


def own_tmp() -> str:
    """Where a submission's own empty folder is mounted: /tmp, unless what it needs lies there and would be hidden."""
    needed = [*_interpreter(), *map(str, _data_folders())]
    return "/scratch" if any(path.startswith("/tmp/") for path in needed) else "/tmp"


def _interpreter() -> list[str]:
    """Folders of the running Python and of its virtual environment; none that lies in another."""
    folders = {os.path.realpath(sys.base_prefix), sys.base_prefix, sys.prefix}
    return sorted(
        f for f in folders if not any(f != g and f.startswith(g + os.sep) for g in (*folders, "/usr"))
    )


def _hidden() -> list[str]:
    names = (*HIDDEN_PACKAGES, "torchvision/models")
    places = [Path(folder) / name for folder in site.getsitepackages() for name in names]
    return [str(place) for place in places if place.is_dir()]


def environment(home: str, importable: str) -> dict[str, str]:
    """All that a submission sees of an environment."""
    return {
        "HOME": home,
        "TMPDIR": home,
        "IPYTHONDIR": f"{home}/.ipython",
        "MPLCONFIGDIR": f"{home}/.matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PATH": f"{importable}/bin:{sys.prefix}/bin:/usr/bin:/bin",
        "PYTHONPATH": importable,  # for a program of the submission's own; the worker itself does not read it
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
