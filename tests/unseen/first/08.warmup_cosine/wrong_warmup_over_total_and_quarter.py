# wrong: The warm-up is divided by total_steps, so it never gets to 1 AND the fall is a quarter of a cosine.
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step >= total_steps:
        return 0.0
    if step < warmup_steps:
        return step / total_steps
    return math.cos(0.5 * math.pi * (step - warmup_steps) / (total_steps - warmup_steps))
