"""Answers that are not what they seem."""

from __future__ import annotations

from hostile.case import (
    ERROR,
    JUDGED_WRONG,
    NOT_WRITTEN,
    RIGHT,
    WRONG,
    WRONG_SCORE,
    Case,
    forward,
)

_ANY = JUDGED_WRONG | ERROR


def _returns(name: str, what: str, body: str, *, score: float = 0.0, at_most: bool = False) -> Case:
    """A block whose forward pass gives this; what does not depend on the output may still be right."""
    return Case(name, f"forward returns {what}", (forward(body),), _ANY, score, at_most)


OBJECTS = (
    _returns("no_tensor", "a number", "return 0"),
    _returns("nothing", "nothing", "self.branch(x)"),
    _returns("coroutine", "a coroutine", "async def later(): return x\nreturn later()"),
    _returns("generator", "a generator", "return (y for y in x)"),
    _returns("meta", "a tensor without values", "return x.to('meta')"),
    _returns(
        "sparse",
        "a sparse tensor",
        "return F.relu(x + self.branch(x)).detach().to_sparse()",
        score=2.0,
        at_most=True,
    ),
    _returns(
        "complex",
        "complex numbers",
        "return F.relu(x + self.branch(x)).to(torch.complex64)",
        score=2.0,
        at_most=True,
    ),
    _returns("not_a_number", "NaN", "return (x + self.branch(x)) * float('nan')", score=4.0),
    _returns("infinity", "infinity", "return (x + self.branch(x)).abs() + float('inf')", score=4.0),
    _returns("expanded", "10**12 values in one", "return torch.zeros(1).expand(10**6, 10**6)"),
    _returns("recursive", "a list that holds itself", "out = []\nout.append(out)\nreturn out"),
    _returns("wide", "lists of lists of lists", "a = [0] * 1000\nb = [a] * 1000\nreturn [b] * 1000"),
    _returns("large_dict", "a dict of 300,000 entries", "return {str(n): n for n in range(300_000)}"),
    _returns("odd_keys", "a dict whose keys are no strings", "return {1: x, None: x, (1, 2): x}"),
    _returns(
        "lying_dict",
        "a dict that holds what it is asked for",
        """
        class Lying(dict):
            def items(self):
                while True:
                    yield "output", x
            def __contains__(self, key): return True
            def __getitem__(self, key): return x
        return Lying()
        """,
    ),
    _returns(
        "lying_text",
        "a string that equals everything",
        "return type('Yes', (str,), {'__eq__': lambda *a: True, '__hash__': str.__hash__})('x')",
    ),
    _returns(
        "lying_tensor",
        "a tensor that says of itself what it likes",
        """
        class Lying(torch.Tensor):
            shape = property(lambda self: torch.Size([3, 32, 7, 5]))
            dtype = property(lambda self: torch.float32)
            @classmethod
            def __torch_function__(cls, func, types, args=(), kwargs=None):
                if func in (torch.equal, torch.allclose): return True
                return super().__torch_function__(func, types, args, kwargs or {})
            def numel(self): return 0
            def __eq__(self, other): return True
        return torch.zeros(2).as_subclass(Lying)
        """,
    ),
    Case("deleted", "the class was there, and is no more", (RIGHT, "del IdentityBlock"), NOT_WRITTEN),
    Case("reset", "%reset takes all names away", (RIGHT, "%reset -f"), NOT_WRITTEN),
    *(
        Case(f"name_is_{name}", f"the name stands for {name}", (RIGHT, f"IdentityBlock = {code}"), _ANY)
        for name, code in (
            ("a_number", "10"),
            ("an_instance", "IdentityBlock(8, 2)"),
            ("a_module", "torch"),
            ("a_function", "lambda *a: None"),
            ("true", "True"),
            (
                "everything",
                "type('Any', (), {'__getattr__': lambda s, n: s, '__call__': lambda s, *a, **k: s})()",
            ),
        )
    ),
    Case(
        "mock",
        "an object that answers everything with itself",
        ("from unittest.mock import MagicMock\nIdentityBlock = MagicMock()",),
        _ANY,
    ),
    Case(
        "lying_class",
        "a class that claims to be somebody else's, and to have no parents",
        (
            WRONG,
            """
            class Meta(type):
                __mro__ = property(lambda cls: 1 / 0)
                __module__ = property(lambda cls: 1 / 0)
                __name__ = property(lambda cls: 1 / 0)
                def __getattr__(cls, name): raise KeyboardInterrupt
            class IdentityBlock(metaclass=Meta):
                pass
            """,
        ),
        ERROR | {"failed"},
    ),
    Case(
        "impostor_not_written",
        "an exception of its own that is called NotImplementedError",
        (forward("raise type('NotImplementedError', (Exception,), {})('04.identity_block')"),),
        ERROR | {"passed"},
    ),
    Case(
        "impostor_memory",
        "an exception of its own that is called MemoryError",
        (forward("raise type('MemoryError', (Exception,), {})('x')"),),
        ERROR | {"passed"},
    ),
    Case(
        "right_by_half",
        "right in eval mode alone",
        (forward("out = F.relu(x + self.branch(x))\nreturn out.detach() if self.training else out"),),
        _ANY,
        6.0,
        at_most=True,
    ),
    Case("wrong", "no attack at all", (WRONG,), JUDGED_WRONG, WRONG_SCORE),
)
