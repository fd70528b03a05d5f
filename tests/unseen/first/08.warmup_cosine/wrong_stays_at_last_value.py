# wrong: Clamps the step to total_steps - 1, so past the end it keeps the last small value instead of 0.
import math


def warmup_cosine(step, warmup_steps, total_steps):
    step = min(step, total_steps - 1)
    if step < warmup_steps:
        return step / warmup_steps
    t = (step - warmup_steps) / (total_steps - warmup_steps)
    return 0.5 * (1 + math.cos(t * math.pi))
