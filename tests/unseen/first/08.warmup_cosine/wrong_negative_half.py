# wrong: Leaves the cosine between 1 and -1; it is neither moved up nor halved.
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step >= total_steps:
        return 0.0
    if step < warmup_steps:
        return step / warmup_steps
    return math.cos(math.pi * (step - warmup_steps) / (total_steps - warmup_steps))
