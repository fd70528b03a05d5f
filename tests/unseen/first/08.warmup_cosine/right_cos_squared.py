# right: the cosine's half-angle formula, with helper functions and types
from math import cos, pi


def _warm(step: int, length: int) -> float:
    return 1.0 if step >= length else step / length


def _cool(step: int, start: int, end: int) -> float:
    x = min(max(step - start, 0), end - start) / (end - start)
    return cos(pi * x / 2) ** 2 if x < 1 else 0.0


def warmup_cosine(step: int, warmup_steps: int, total_steps: int) -> float:
    return _warm(step, warmup_steps) * _cool(step, warmup_steps, total_steps)
