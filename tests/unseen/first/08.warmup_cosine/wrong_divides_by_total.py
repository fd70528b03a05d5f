# wrong: Divides the steps since the warm-up by total_steps, so the curve has not come down at the end.
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step >= total_steps:
        return 0.0
    if step < warmup_steps:
        return step / warmup_steps
    progress = (step - warmup_steps) / total_steps
    return 0.5 * (1 + math.cos(math.pi * progress))
