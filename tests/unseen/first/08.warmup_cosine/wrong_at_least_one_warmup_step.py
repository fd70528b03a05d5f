# wrong: Makes a warm-up of 0 into one of 1, so without warm-up the first step is 0 instead of 1.
import math


def warmup_cosine(step, warmup_steps, total_steps):
    warmup_steps = max(warmup_steps, 1)
    if step < warmup_steps:
        return step / warmup_steps
    if step >= total_steps:
        return 0.0
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return 0.5 * (1.0 + math.cos(math.pi * progress))
