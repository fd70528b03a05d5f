"""Honest submissions in which something went wrong beside a right answer; it costs nothing."""

from __future__ import annotations

from hostile.case import NOT_WRITTEN, PASSED, RIGHT, RIGHT_SCORE, Case


def _beside(name: str, what: str, cell: str, *, first: bool = False) -> Case:
    return Case(name, what, (cell, RIGHT) if first else (RIGHT, cell), PASSED, RIGHT_SCORE)


def _lost(name: str, what: str, *cells: str) -> Case:
    return Case(name, what, cells, NOT_WRITTEN)


MISHAPS = (
    _beside("right", "nothing at all", "None"),
    _beside("default_dtype", "a default dtype left on", "torch.set_default_dtype(torch.float64)"),
    _beside("default_device", "a default device left on", "torch.set_default_device('meta')"),
    _beside("no_gradients", "gradients left off", "torch.set_grad_enabled(False)"),
    _beside("inference_mode", "inference mode left on", "mode = torch.inference_mode(); mode.__enter__()"),
    _beside("autocast", "autocast left on", "mode = torch.autocast('cpu', torch.bfloat16); mode.__enter__()"),
    _beside("deterministic", "deterministic algorithms left on", "torch.use_deterministic_algorithms(True)"),
    _beside("anomaly", "anomaly detection left on", "torch.autograd.set_detect_anomaly(True)"),
    _beside("many_threads", "more threads than there are cores", "torch.set_num_threads(16)"),
    _beside(
        "seeds",
        "all seeds set",
        "import random, numpy as np\ntorch.manual_seed(0); random.seed(0); np.random.seed(0)",
    ),
    _beside("numpy_raises", "NumPy raises on underflow", "import numpy as np; np.seterr(all='raise')"),
    _beside("strict_warnings", "warnings are errors", "import warnings; warnings.simplefilter('error')"),
    _beside("raising_cell", "a cell that raises", "1 / 0"),
    _beside("deleted_relu", "a name of torch's deleted by mistake", "del torch.relu, torch.equal"),
    _beside(
        "shadowed_names",
        "Python's names used for other things",
        "len = print = list = str = range = type = 5",
    ),
    _beside(
        "patched_repr",
        "tensors print themselves in another way",
        "torch.Tensor.__repr__ = lambda self: 'tensor'",
    ),
    _beside(
        "lost_folder",
        "the current folder is deleted",
        "import os; os.mkdir('x'); os.chdir('x'); os.rmdir('../x')",
    ),
    _beside("umask", "files that nobody may read", "import os; os.umask(0o777); open('x', 'w').write('x')"),
    _beside(
        "symlinks",
        "links that lead nowhere and round",
        "import os; os.symlink('a', 'b'); os.symlink('b', 'a')",
    ),
    _beside("closed_output", "stdout is closed", "import sys; sys.stdout.close(); sys.stderr.close()"),
    _beside("lost_output", "stdout is gone", "import sys; sys.stdout = sys.stderr = None"),
    _beside(
        "stderr",
        "writes on stderr and logs",
        "import sys, logging\nprint('x', file=sys.stderr); logging.error('x')",
    ),
    _beside(
        "asks",
        "input() and getpass()",
        "import getpass\ntry:\n    input('?')\nfinally:\n    getpass.getpass()",
    ),
    _beside("breakpoint", "a breakpoint left in", "breakpoint()"),
    _beside("debugger", "pdb left in", "import pdb; pdb.set_trace()"),
    _beside("post_mortem", "%debug after an error", "%debug"),
    _beside("tracing", "a trace function left on", "import sys; sys.settrace(lambda *a: None)"),
    _beside(
        "window",
        "figures in windows",
        "import matplotlib; matplotlib.use('TkAgg')\nimport matplotlib.pyplot as p; p.plot([1]); p.show()",
    ),
    _beside("qt", "%matplotlib qt", "%matplotlib qt"),
    _beside(
        "magics",
        "magics and shell commands",
        "%time x = 1\n%timeit -n1 -r1 1\n!echo hello\nfiles = !ls\n%pwd",
    ),
    _beside("shell_cell", "%%bash", "%%bash\necho hello; exit 3"),
    _beside("shell_call", "get_ipython().system", "get_ipython().system('echo hello')"),
    _beside("run_file", "%run of a file", "open('s.py', 'w').write('x = 1 / 0')\n%run s.py"),
    _beside("unknown_magic", "a magic that is not there", "%load_ext tensorboard\n%nosuchmagic"),
    _beside("awaits", "await at the top level", "import asyncio\nawait asyncio.sleep(0)"),
    _beside("async_loop", "asyncio.run inside the loop", "import asyncio\nasyncio.run(asyncio.sleep(0))"),
    _beside("unused_generator", "a generator that is never run", "def g():\n    yield 1\ng()"),
    _beside("progress", "progress bars", "from tqdm.auto import tqdm\nfor _ in tqdm(range(3)): pass"),
    _beside(
        "processes",
        "processes that return",
        "import multiprocessing as m\nq = m.Process(target=print); q.start(); q.join()",
    ),
    _beside("no_collector", "the garbage collector off", "import gc; gc.disable(); gc.set_threshold(0)"),
    _beside(
        "handlers",
        "signal handlers and faulthandler",
        """
        import signal, faulthandler
        faulthandler.enable(open("f", "w"))
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        """,
    ),
    _beside("unicode", "names in other alphabets", "größe = Ширина = 名 = 1; print('🙂', größe)"),
    _beside("windows_lines", "lines that end in CR LF", "x = 1\r\ny = 2\r\n"),
    _beside("byte_order_mark", "a byte order mark before the first line", "\ufeffx = 1", first=True),
    _beside("null_byte", "a null byte in the source", "x = '\x00'"),
    _beside("half_character", "half a character in the source", "x = '\ud800'"),
    _beside("mixed_tabs", "tabs and spaces mixed", "if True:\n\tx = 1\n        y = 2"),
    _beside("unfinished", "a cell that stops in the middle", "def f(x:"),
    _beside("empty_cells", "cells with nothing in them", ""),
    _beside(
        "factory",
        "a function that makes the block",
        "_Block = IdentityBlock\ndef IdentityBlock(c, w): return _Block(c, w)",
    ),
    _lost("syntax_error", "the answer has a syntax error", RIGHT.replace("def forward(", "def forward((")),
    _lost("renamed", "the class has another name", RIGHT.replace("IdentityBlock", "Identityblock")),
    _lost("empty", "no cells at all"),
    _lost(
        "stub",
        "the stub as it was handed out",
        "def f(): pass",
        'raise NotImplementedError("04.identity_block")',
    ),
)
