# wrong: Runs through a whole period of the cosine: it is 0 halfway and 1 again shortly before the end.
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step >= total_steps:
        return 0.0
    if step < warmup_steps:
        return step / warmup_steps
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return 0.5 * (1.0 + math.cos(2.0 * math.pi * progress))
