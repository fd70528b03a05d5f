"""Running a submission where it can neither see the answers nor reach the judge.

`Sandbox` starts a process that has imported torch once and holds nothing worth stealing; from it every submission
gets a fork of its own, a `Worker`. Two levels:

- "bubblewrap": namespaces without network, a read-only system in which only what the lesson may import exists, and
  for each submission its own process, mount and IPC namespace, user, /tmp and resource limits;
- "process": where namespaces are not to be had. A separate process with an empty environment, resource limits and
  the same imports. It keeps honest code from meeting the answers; it hides nothing from hostile code.
"""

from autograder.jail.level import available_level
from autograder.jail.sandbox import Sandbox

__all__ = ["Sandbox", "available_level"]
