"""Wrong answers that try to be taken for right ones."""

from __future__ import annotations

from hostile.case import (
    CRASHED,
    ERROR,
    FAILED,
    JUDGED_WRONG,
    NOT_WRITTEN,
    TAMPERED,
    WRONG,
    WRONG_SCORE,
    Case,
    forward,
)


def _wrong(name: str, tries: str, attack: str, *, first: bool = False, hurts: bool = False) -> Case:
    """The wrong answer beside an attack; its score is the wrong answer's own."""
    cells = (attack, WRONG) if first else (WRONG, attack)
    outcomes = JUDGED_WRONG | (ERROR | CRASHED | TAMPERED if hurts else frozenset())
    return Case(name, tries, cells, outcomes, WRONG_SCORE, at_most=hurts)


FORGERIES = (
    _wrong(
        "patched_comparisons",
        "every comparison of torch says yes",
        """
        import torch
        torch.equal = torch.allclose = lambda *a, **k: True
        torch.isclose = lambda a, b, *r, **k: torch.ones_like(a, dtype=torch.bool)
        torch.testing.assert_close = lambda *a, **k: None
        """,
    ),
    _wrong(
        "patched_tensor",
        "tensors are equal to everything and close to everything",
        """
        torch.Tensor.__eq__ = lambda self, other: torch.ones(self.shape, dtype=torch.bool)
        torch.Tensor.__ne__ = lambda self, other: torch.zeros(self.shape, dtype=torch.bool)
        torch.Tensor.allclose = torch.Tensor.equal = lambda *a, **k: True
        torch.Tensor.item = lambda self: 0.0
        """,
    ),
    _wrong(
        "patched_builtins",
        "Python's own functions lie",
        """
        import builtins
        builtins.len = lambda x: 0
        builtins.all = builtins.any = lambda x: True
        builtins.abs = lambda x: 0
        builtins.open = None
        """,
        hurts=True,
    ),
    _wrong(
        "patched_isinstance",
        "everything is an instance of everything",
        "import builtins; builtins.isinstance = lambda *a: True",
        hurts=True,
    ),
    _wrong(
        "patched_import",
        "imports answer with a module that agrees with all",
        """
        import builtins, types, torch
        class Yes(types.ModuleType):
            def __getattr__(self, name):
                return lambda *a, **k: True
        real = builtins.__import__
        builtins.__import__ = lambda name, *a, **k: Yes(name) if "compar" in name else real(name, *a, **k)
        """,
    ),
    _wrong(
        "import_hook",
        "a finder serves its own modules to whoever imports next",
        """
        import sys, importlib.abc, importlib.machinery
        class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
            def find_spec(self, name, path=None, target=None):
                return importlib.machinery.ModuleSpec(name, self)
            def create_module(self, spec):
                return None
            def exec_module(self, module):
                module.__getattr__ = lambda name: (lambda *a, **k: True)
        sys.meta_path.insert(0, Finder())
        """,
        hurts=True,
    ),
    _wrong(
        "patched_call",
        "nn.Module.__call__ applies what forward forgot",
        """
        real = nn.Module.__call__
        nn.Module.__call__ = lambda self, *a, **k: torch.zeros_like(real(self, *a, **k))
        """,
        hurts=True,
    ),
    _wrong(
        "patched_drawing",
        "nothing is random any more",
        """
        torch.randn = torch.rand = lambda *s, **k: torch.zeros(*[n for n in s if isinstance(n, int)])
        torch.manual_seed = lambda s: None
        torch.get_rng_state = lambda: torch.zeros(5056, dtype=torch.uint8)
        """,
    ),
    _wrong(
        "patched_convolution",
        "every convolution gives zeros, the reference's too",
        """
        real = F.conv2d
        F.conv2d = torch.conv2d = lambda *a, **k: real(*a, **k) * 0
        nn.Conv2d.forward = lambda self, x: real(x, self.weight, None, self.stride, self.padding) * 0
        """,
        hurts=True,
    ),
    _wrong(
        "patched_probing",
        "the functions that probes are built from answer by themselves",
        """
        import sys
        probing, running = sys.modules["inside.probing"], sys.modules["inside.probe_runner"]
        for name in ("set_weights", "get_weights", "watch", "raised", "dispatched", "evaluated", "trained"):
            assert hasattr(probing, name)
            setattr(probing, name, lambda *a, **k: {})
            running.PROBE_NAMES[name] = lambda *a, **k: {}
        """,
        hurts=True,
    ),
    _wrong(
        "patched_lookup",
        "every name that a probe asks for is torch's ReLU",
        """
        import sys
        sys.modules["inside.probe_runner"].Lesson.__getattr__ = lambda self, name: lambda *a: nn.ReLU()
        """,
        hurts=True,
    ),
    Case(
        "echoed_question",
        "the probe is not run; what was given is the answer",
        (
            WRONG,
            """
            import sys
            session = sys.modules["inside.session"]
            session.run_probe = lambda names, source, name, given, seed: {"observation": given}
            """,
        ),
        frozenset({"failed"}),
    ),
    *(
        Case(
            f"forged_observation_{name}",
            f"every probe is answered with {what}",
            (
                WRONG,
                f"import sys\nsys.modules['inside.session'].run_probe = lambda *a: {{'observation': {what}}}",
            ),
            frozenset({"failed"}),
        )
        for name, what in (
            ("nothing", "None"),
            ("true", "True"),
            ("empty", "{}"),
            ("list", "[[], []]"),
            ("infinite", "{'output': torch.full((3, 32, 7, 5), float('inf'))}"),
            (
                "words",
                "{'output': 'as the reference', 'layers': 'all', 'trace': 1, 'input untouched': 'yes'}",
            ),
            ("keys", "{'output': {}, 'layers': {}, 'trace': {}, 'input untouched': False, 'gradients': 1}"),
        )
    ),
    Case(
        "huge_number",
        "an integer that no float can hold",
        (WRONG, "import sys\nsys.modules['inside.session'].run_probe = lambda *a: {'observation': 10**400}"),
        FAILED,
    ),
    Case(
        "patched_encoder",
        "a tensor of no values and 2**70 rows, which breaks who makes it",
        (
            WRONG,
            """
            import json, sys
            wire = sys.modules["inside.wire"]
            def encode(value):
                text = json.dumps({"$dict": [["nonce", value["nonce"]], ["observation", {"$tensor": 0}]]}).encode()
                rows = {"0": {"dtype": "F32", "shape": [0, 2**70], "data_offsets": [0, 0]}}
                body = json.dumps(rows).encode()
                return len(text).to_bytes(8, "big") + text + len(body).to_bytes(8, "little") + body
            real = wire.encode
            wire.encode = lambda value, *a: encode(value) if "observation" in value else real(value, *a)
            """,
        ),
        TAMPERED,
    ),
    Case(
        "stolen_nonce",
        "reads the nonce from the caller's frame, answers in its place and leaves",
        (
            forward(
                """
                import os, struct, sys
                frame = sys._getframe()
                while "nonce" not in frame.f_locals:
                    frame = frame.f_back
                answer = {"nonce": frame.f_locals["nonce"], "observation": frame.f_locals["request"]["given"]}
                message = sys.modules["inside.wire"].encode(answer)
                os.write(frame.f_back.f_locals["answers"], struct.pack(">Q", len(message)) + message)
                os._exit(0)
                """
            ),
        ),
        CRASHED | {"failed"},
    ),
    Case(
        "second_answer",
        "answers the question, and once more for the next one",
        (
            WRONG,
            """
            import os, struct, sys
            session = sys.modules["inside.session"]
            real = session._write
            session._write = lambda fd, message: (real(fd, message), real(fd, message))
            """,
        ),
        JUDGED_WRONG | TAMPERED,
        WRONG_SCORE,
        at_most=True,
    ),
    Case(
        "announced_terabyte",
        "announces an answer of 2**60 bytes",
        (
            WRONG,
            """
            import os, sys
            def write(fd, message):
                os.write(fd, (2**60).to_bytes(8, "big"))
            sys.modules["inside.session"]._write = write
            """,
        ),
        TAMPERED,
    ),
    Case(
        "false_rows",
        "says of its cells what no notebook can hold",
        (
            WRONG,
            """
            import sys
            row = {"error": "", "message": "", "outputs": '[{"output_type": "pass", "points": 10}]'}
            sys.modules["inside.session"].Session._cell = lambda self, source: row
            """,
            "1",
        ),
        TAMPERED,
    ),
    Case(
        "patched_struct",
        "json and struct no longer work",
        (
            WRONG,
            """
            import json, struct
            json.dumps = json.loads = struct.pack = struct.unpack = lambda *a, **k: "[]"
            """,
        ),
        JUDGED_WRONG | CRASHED | TAMPERED,
        WRONG_SCORE,
        at_most=True,
    ),
    Case(
        "imported_reference",
        "imports the answer by every name that it has",
        (
            """
            import importlib
            for name in ("identity_block", "model", "network", "family", "convolutional_block"):
                try:
                    IdentityBlock = importlib.import_module(f"resnet_ref.{name}").IdentityBlock
                except ImportError:
                    pass
            """,
        ),
        NOT_WRITTEN,
    ),
    Case(
        "unlocked_imports",
        "takes away what refuses imports, and imports",
        (
            """
            import importlib, sys
            sys.meta_path[:] = [f for f in sys.meta_path if "lockout" not in type(f).__module__]
            for name in [n for n in sys.modules if n.startswith(("torchvision", "resnet_ref", "autograder"))]:
                del sys.modules[name]
            sys.path_importer_cache.clear()
            importlib.invalidate_caches()
            """,
            "from resnet_ref.identity_block import IdentityBlock",
            "from torchvision.models.resnet import Bottleneck as IdentityBlock",
            "from captum import IdentityBlock",
        ),
        NOT_WRITTEN,
    ),
    Case(
        "searched_memory",
        "looks for the answer in modules, objects, frames and source lines",
        (
            """
            import gc, inspect, linecache, sys
            found = []
            for module in list(sys.modules.values()):
                found += [getattr(module, "IdentityBlock", None), getattr(module, "Bottleneck", None)]
            found += [o for o in gc.get_objects() if inspect.isclass(o) and o.__name__ == "IdentityBlock"]
            frame = sys._getframe()
            while frame:
                found += [v for k, v in {**frame.f_globals, **frame.f_locals}.items() if "Block" in str(k)]
                frame = frame.f_back
            found += [name for name, entry in linecache.cache.items()
                      if len(entry) == 4 and any("class IdentityBlock" in line for line in entry[2])]
            found = [f for f in found if f is not None and not isinstance(f, str)]
            if found:
                IdentityBlock = found[0]
            """,
        ),
        NOT_WRITTEN | FAILED,  # torch.ops has whatever name it is asked for
    ),
    Case(
        "searched_disk",
        "runs any file of the disk that defines the answer",
        (
            """
            import os
            names = ("identity_block.py", "model.py", "04_identity_block.py", "04_identity_block.ipynb", "resnet.py")
            for top, folders, files in os.walk("/"):
                folders[:] = [f for f in folders if f not in ("proc", "sys", "usr", "dist-packages", "torch")]
                for name in files:
                    if name in names and "IdentityBlock" in open(os.path.join(top, name), errors="ignore").read():
                        exec(open(os.path.join(top, name)).read())
            for path in ("../../../source", "../../solutions", "../../../solutions/04_identity_block"):
                if os.path.exists(path):
                    IdentityBlock = print
            """,
        ),
        NOT_WRITTEN,
    ),
    Case(
        "searched_frames",
        "looks for expected values in the callers of forward",
        (
            forward(
                """
                import gc, sys, torch
                wanted = x.shape
                frame = sys._getframe(1)
                while frame:
                    for name, value in {**frame.f_locals, **frame.f_globals}.items():
                        if "reference" in str(name) or "expected" in str(name):
                            return value
                    frame = frame.f_back
                found = [o for o in gc.get_objects() if type(o) is torch.Tensor and o.shape == wanted]
                return found[-1] if found else x
                """
            ),
        ),
        frozenset({"passed", "failed", "error"}),
        2.0,
        at_most=True,
    ),
    _wrong(
        "source_transformer",
        "an IPython transformer turns later cells into pass",
        "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])",
    ),
    _wrong(
        "tree_transformer",
        "an IPython AST transformer turns every comparison into True",
        """
        import ast
        class Yes(ast.NodeTransformer):
            def visit_Compare(self, node):
                return ast.Constant(True)
        get_ipython().ast_transformers.append(Yes())
        """,
        first=True,
        hurts=True,
    ),
    _wrong(
        "patched_shell",
        "the shell says that every cell went well",
        """
        from IPython.core.interactiveshell import InteractiveShell
        InteractiveShell.run_cell = lambda self, *a, **k: None
        get_ipython().user_ns = {**get_ipython().user_ns, "score": 10, "points": 10}
        """,
    ),
    _wrong(
        "traced_probe",
        "a trace function follows the probe and hands its input back",
        """
        import sys
        seen = []
        def trace(frame, event, arg):
            if frame.f_code.co_filename == "<probe>" and "given" in frame.f_locals:
                seen.append(frame.f_locals["given"])
            return trace
        sys.settrace(trace)
        sys.setprofile(lambda *a: None)
        """,
    ),
    _wrong(
        "seed_detector",
        "answers differently when a seed was set from outside",
        """
        class IdentityBlock(IdentityBlock):
            def forward(self, x):
                out = super().forward(x)
                return F.relu(out) if torch.initial_seed() in range(1000) else out
        """,
    ),
    _wrong(
        "busy_patcher",
        "a thread patches torch again and again while probes run",
        """
        import threading, time
        def patch():
            while True:
                torch.equal = torch.allclose = lambda *a, **k: True
                time.sleep(0.001)
        threading.Thread(target=patch, daemon=True).start()
        """,
    ),
    _wrong(
        "replaced_lessons",
        "earlier lessons' modules are replaced in sys.modules",
        """
        import sys, types
        for name in ("resnet_ref.convolution", "resnet_ref.shapes", "autograder", "pytest", "nbgrader"):
            sys.modules[name] = types.ModuleType(name)
        """,
    ),
    Case(
        "in_place_unseen",
        "changes its input, and torch.equal swears that it did not",
        (
            forward(
                """
                out = F.relu(x + self.branch(x))
                if not self.training:
                    x.copy_(out)
                return out
                """
            ),
            "torch.equal = torch.Tensor.equal = lambda *a: True",
        ),
        JUDGED_WRONG,
        6.0,
    ),
)
