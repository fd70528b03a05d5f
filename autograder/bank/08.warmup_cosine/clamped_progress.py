"""Progress clamped to 0..1, and one expression for both phases."""

from math import cos, pi


def warmup_cosine(step, warmup_steps, total_steps):
    progress = min(max((step - warmup_steps) / max(1, total_steps - warmup_steps), 0.0), 1.0)
    rising = min(1.0, step / warmup_steps) if warmup_steps else 1.0
    return rising * (1 + cos(pi * progress)) / 2
