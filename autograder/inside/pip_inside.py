"""What `pip` is inside the isolated worker. The real one tries for half a minute to reach a network.

It succeeds, since what an honest notebook installs is most often there, and the cell is to go on.
"""

from __future__ import annotations

from typing import Any

INSTALLERS = ("pip", "uv", "conda", "mamba", "micromamba")
NOTHING_INSTALLED = (
    "Nothing is installed where a submission is judged. Packages that were there before can be imported."
)


def main(*_: Any) -> int:
    """Say so."""
    print(NOTHING_INSTALLED)
    return 0


if __name__ == "__main__":
    main()
