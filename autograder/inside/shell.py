"""The shell that a submission's cells run in: what a notebook's kernel offers, where nobody sits before it."""

from __future__ import annotations

import os
import sys
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from .pip_inside import INSTALLERS, NOTHING_INSTALLED


class Shell(InteractiveShell):  # type: ignore[misc, unused-ignore]
    """IPython's, with answers for what it leaves to a window or a kernel."""

    def enable_gui(self, gui: Any = None) -> None:
        """Nothing: there is no window."""

    def enable_matplotlib(self, gui: Any = None) -> Any:
        """Pictures stand in the notebook, whichever window they would have opened."""
        return super().enable_matplotlib("inline")

    def ask_exit(self) -> None:
        """Nothing: `quit()` asks for the end of a kernel, and the cells that follow were run in another."""

    def init_magics(self) -> None:
        """IPython's, with ours for those that need a network."""
        super().init_magics()
        for name in INSTALLERS:
            self.register_magic_function(_install, "line", name)  # type: ignore[arg-type]

    def init_extension_manager(self) -> None:
        """IPython's, with the extension that every kernel loads."""
        super().init_extension_manager()
        self.extension_manager.load_extension("storemagic")  # type: ignore[union-attr]


def _install(line: str) -> None:
    print(NOTHING_INSTALLED)


def find_modules_beside() -> None:
    """Let imports look into the working folder where a kernel's do: after Python's own modules, before others."""
    places = [os.path.basename(path) for path in sys.path]
    sys.path.insert(places.index("site-packages") if "site-packages" in places else len(places), "")
