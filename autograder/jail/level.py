"""Which isolation this machine can give, and why not more."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache

from autograder.inside import seccomp

BUBBLEWRAP = "bubblewrap"
PROCESS = "process"


@cache
def available_level() -> tuple[str, str]:
    """The strongest level, and where it is not bubblewrap a sentence that says why and what to do."""
    if not sys.platform.startswith("linux"):
        return PROCESS, f"Namespaces are a Linux feature, and this is {sys.platform}. Grade classes on Linux."
    try:
        seccomp.Filter()
    except OSError as error:
        return PROCESS, f"System calls cannot be filtered here ({error}). Install the package libseccomp2."
    program = shutil.which("bwrap")
    if program is None:
        return PROCESS, "The program bwrap is missing. Install the package bubblewrap."
    probe = [program, "--unshare-all", "--unshare-user", "--cap-add", "ALL", "--ro-bind", "/", "/", "true"]
    done = subprocess.run(probe, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[-1:] or ["it gave no reason"]
        return PROCESS, (
            f"bwrap cannot make namespaces here: {reason[0]}. In a container, allow user namespaces; elsewhere see "
            "the sysctl kernel.unprivileged_userns_clone."
        )
    return BUBBLEWRAP, ""
