# wrong: Divides by T - W - 1, which brings it to 0 one step too early.
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step >= total_steps:
        return 0.0
    if step < warmup_steps:
        return step / warmup_steps
    progress = (step - warmup_steps) / max(1, total_steps - warmup_steps - 1)
    return 0.5 * (1 + math.cos(math.pi * progress))
