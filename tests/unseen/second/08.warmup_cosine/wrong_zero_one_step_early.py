# wrong: Divides by a step less, so the multiplier is 0 at total_steps - 1 already.
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step >= total_steps - 1:
        return 0.0
    if step < warmup_steps:
        return step / warmup_steps
    t = (step - warmup_steps) / (total_steps - 1 - warmup_steps)
    return (1 + math.cos(math.pi * t)) / 2
