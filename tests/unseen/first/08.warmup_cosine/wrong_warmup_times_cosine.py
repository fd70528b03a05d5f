# wrong: Multiplies the warm-up with a cosine over all steps, so that neither phase is as asked.
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step >= total_steps:
        return 0.0
    warm = min(1.0, step / warmup_steps) if warmup_steps > 0 else 1.0
    return warm * 0.5 * (1.0 + math.cos(math.pi * step / total_steps))
