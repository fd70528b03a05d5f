"""The filter of system calls, without the sandbox around it: what it refuses, and what it leaves alone."""

from __future__ import annotations

import platform
import subprocess
import sys
import textwrap

import pytest

from autograder.inside import seccomp

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="seccomp is Linux's")

CALLS = "import ctypes, errno, os\nlibc = ctypes.CDLL(None, use_errno=True)\n" + textwrap.dedent("""
    def call(*arguments):
        ctypes.set_errno(0)
        arguments = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
        return "done" if libc.syscall(*arguments) >= 0 else errno.errorcode[ctypes.get_errno()]
""")


def filtered(program: str) -> str:
    """What a program prints that runs behind the filter."""
    start = f"from autograder.inside import seccomp\n{CALLS}\nseccomp.Filter().load()\n"
    done = subprocess.run(
        [sys.executable, "-c", start + textwrap.dedent(program)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", seccomp.REFUSED)
def test_every_call_of_the_list_is_refused(name: str) -> None:
    library = f"ctypes.CDLL({seccomp.LIBRARY!r}).seccomp_syscall_resolve_name({name.encode()!r})"
    said = filtered(f"number = {library}; print(number, call(number, -1, -1, -1, -1, -1, -1))")
    number, answer = said.split()
    assert int(number) >= 0
    assert answer == "EPERM"


needs_x86 = pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers are x86-64's")


@needs_x86
@pytest.mark.parametrize("flag", seccomp._NEW_NAMESPACES, ids=hex)
@pytest.mark.parametrize("more", [0, 0x100, 0x7D000100], ids=["alone", "with another", "with all others"])
def test_a_process_in_new_namespaces_is_refused(flag: int, more: int) -> None:
    assert filtered(f"print(call(56, {flag | more | 17}, 0, 0, 0, 0))") == "EPERM\n"


@needs_x86
def test_clone3_seems_to_be_missing_and_numbers_of_x32_are_refused() -> None:
    assert filtered("print(call(435, 0, 0))") == "ENOSYS\n"
    assert filtered("print(call(0x40000000 | 39), call(0x40000000 | 520))") == "EPERM EPERM\n"


def test_threads_processes_and_files_are_left_alone() -> None:
    program = """
        import subprocess, tempfile, threading
        thread = threading.Thread(target=lambda: print("thread"))
        thread.start()
        thread.join()
        subprocess.run(["/bin/echo", "process"], check=True)
        pid = os.fork()
        if pid == 0:
            os._exit(7)
        print("fork", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        with tempfile.TemporaryFile() as file:
            print("file", file.write(b"x"))
    """
    assert sorted(filtered(program).split()) == ["1", "7", "file", "fork", "process", "thread"]


def test_it_is_tried_out_without_a_trace() -> None:
    seccomp.try_out()
    subprocess.run(["/bin/true"], check=True)


def test_a_missing_library_is_no_silent_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seccomp, "LIBRARY", "libseccomp_that_is_not_there.so.2")
    with pytest.raises(OSError, match="libseccomp_that_is_not_there"):
        seccomp.try_out()


def test_a_call_that_an_old_library_does_not_know_is_no_silent_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seccomp, "REFUSED", (*seccomp.REFUSED, "a_call_of_tomorrow"))
    with pytest.raises(OSError, match="too old to know the system call a_call_of_tomorrow"):
        seccomp.try_out()


def test_a_kernel_that_takes_no_filter_is_no_silent_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: seccomp.Filter) -> None:
        raise OSError(22, "no")

    monkeypatch.setattr(seccomp.Filter, "load", refuse)
    with pytest.raises(OSError, match="takes no seccomp filter: Invalid argument"):
        seccomp.try_out()
