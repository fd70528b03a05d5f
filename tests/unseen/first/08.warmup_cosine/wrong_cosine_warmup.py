# wrong: The warm-up rises along half a cosine instead of in a straight line.
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step >= total_steps:
        return 0.0
    if step < warmup_steps:
        return 0.5 * (1 - math.cos(math.pi * step / warmup_steps))
    return 0.5 * (1 + math.cos(math.pi * (step - warmup_steps) / (total_steps - warmup_steps)))
