"""One set of pins, one version, a Makefile that lists itself, and nothing in the tree that ties it to one machine."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CUDA = ("cuda", "nvidia", "triton")

# Put together here, so that this file does not hold what it forbids.
REGISTRIES = tuple(
    ".".join(host)
    for host in (
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("registry", "npmjs"),
        ("registry", "yarnpkg"),
        ("deb", "debian"),
        ("conda", "anaconda"),
        ("download", "pytorch"),
    )
)
HOME_PATH = re.compile(r"(?<![\w.])(/(root|home/\w+|Users/\w+)/\w|[A-Z]:[\\/]Users[\\/])")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def requirements(lines: list[str]) -> list[Requirement]:
    return [Requirement(line) for line in lines if line.strip() and not line.lstrip().startswith("#")]


def pins(lines: list[str]) -> dict[str, set[str]]:
    """Canonical name -> specifiers, more than one where they differ by platform or Python."""
    found: dict[str, set[str]] = {}
    for requirement in requirements(lines):
        found.setdefault(canonicalize_name(requirement.name), set()).add(str(requirement.specifier))
    return found


DECLARED = pins(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"])
RESOLVED = pins(read("requirements.txt").splitlines())


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """All files that are, or are about to be, part of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True
    )
    if listed.returncode != 0:
        pytest.skip("this is no git checkout, so there is no list of its files")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_every_version_is_chosen_exactly_once_in_pyproject() -> None:
    for name, specifiers in DECLARED.items():
        assert len(specifiers) == 1, f"{name} is pinned twice, differently"
        assert re.fullmatch(r"==[\w.]+", next(iter(specifiers))), f"{name} has no exact pin"


def test_requirements_hold_the_pins_of_pyproject_and_only_exact_ones() -> None:
    assert {name: RESOLVED.get(name) for name in DECLARED} == DECLARED, "run `make pins`"
    for line in requirements(read("requirements.txt").splitlines()):
        assert [specifier.operator for specifier in line.specifier] == ["=="], line
        assert line.url is None, line


def test_requirements_leave_cuda_to_torch() -> None:
    """Otherwise the CPU-only build would come with gigabytes that it cannot use."""
    assert not [name for name in RESOLVED if name.startswith(CUDA)], "run `make pins`"


def test_requirements_record_neither_hashes_nor_addresses() -> None:
    assert not re.search(r"--hash|--index|--find-links|://|@ ", read("requirements.txt"))


def test_conda_takes_the_same_pins_and_a_python_that_we_allow() -> None:
    python, pip, by_pip = yaml.safe_load(read("environment.yml"))["dependencies"]
    assert by_pip == {"pip": ["--requirement requirements.txt", "--editable .[dev]"]}
    assert pip == "pip"
    assert SpecifierSet(PROJECT["requires-python"]).contains(python.removeprefix("python="))


def test_makefile_and_pyproject_allow_the_same_pythons() -> None:
    low, high = re.findall(r"\(3, (\d+)\)", read("Makefile"))
    assert PROJECT["requires-python"] == f">=3.{low},<3.{high}"
    assert f"Python 3.{low} to 3.{int(high) - 1}" in read("Makefile")
    assert f"Python 3.{low} to 3.{int(high) - 1}" in read("README.md")


def test_one_version_everywhere() -> None:
    latest = re.search(r"^## \[(\d+\.\d+\.\d+)\]", read("CHANGELOG.md"), flags=re.MULTILINE)
    assert latest is not None
    assert latest[1] == PROJECT["version"], "give the new version its section in CHANGELOG.md"
    assert version("resnet50-from-scratch") == PROJECT["version"], (
        "the installed package is stale: run `make lint`"
    )


@pytest.mark.parametrize("name", ["LICENSE", "CONTRIBUTING.md", "CHANGELOG.md", "README.md"])
def test_what_a_visitor_looks_for_is_there(name: str) -> None:
    assert len(read(name).splitlines()) > 10


def test_licence_is_the_one_declared() -> None:
    assert read("LICENSE").startswith(f"{PROJECT['license']} License")


def test_make_lists_every_target_and_documents_name_only_those() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", read("Makefile"), flags=re.MULTILINE)
    assert phony is not None
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = set(phony[1].split())
    assert set(re.findall(r"^  make ([a-z-]+) +\S", listed, flags=re.MULTILINE)) == targets
    for name in ("README.md", "CONTRIBUTING.md", ".ci/run"):
        assert set(re.findall(r"(?:`|^ *)make ([a-z-]+)", read(name), flags=re.MULTILINE)) <= targets, name


def test_too_old_a_python_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text(read("Makefile"))
    for name in ("pyproject.toml", "requirements.txt"):
        (tmp_path / name).touch()
    old = tmp_path / "python3.9"
    old.write_text('#!/bin/sh\ntest "$1" = --version && echo "Python 3.9.1"\n')
    old.chmod(0o755)
    made = subprocess.run(["make", "lab", f"PYTHON={old}"], cwd=tmp_path, capture_output=True, text=True)
    assert made.returncode != 0
    assert re.search(r"takes Python 3.*is: Python 3\.9\.1\.\nName another one", made.stdout)
    assert not (tmp_path / ".venv").exists()


def test_no_registry_address_and_no_path_of_a_machine(files: list[Path]) -> None:
    found = []
    for path in files:
        content = path.read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode(errors="replace").splitlines(), start=1):
            if HOME_PATH.search(line) or any(word in line for word in (str(ROOT), *REGISTRIES)):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    assert not found


def test_the_wheel_holds_every_file_of_both_packages(files: list[Path], tmp_path: Path) -> None:
    source = tmp_path / "source"
    wanted = set()
    for path in files:
        name = path.relative_to(ROOT)
        if name.parts[0] in ("autograder", "resnet_ref") and not path.name.startswith("."):
            wanted.add(name.as_posix())
        elif name.as_posix() not in ("pyproject.toml", "README.md", "LICENSE"):
            continue
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(path.read_bytes())
    build = f"from setuptools import build_meta; build_meta.build_wheel({str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=source, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert wanted - set(archive.namelist()) == set(), "add them to package-data in pyproject.toml"
