# wrong: the cosine is that of step / total_steps, so the multiplier drops as soon as the warm-up ends
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step < warmup_steps:
        return step / warmup_steps
    if step >= total_steps:
        return 0.0
    return 0.5 * (1 + math.cos(math.pi * step / total_steps))
