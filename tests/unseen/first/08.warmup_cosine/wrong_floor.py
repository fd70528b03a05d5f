# wrong: Never goes below 0.01, so it is not 0 at the start and at the end.
import math


def warmup_cosine(step, warmup_steps, total_steps, eta_min=0.01):
    if step >= total_steps:
        return eta_min
    if step < warmup_steps:
        return max(eta_min, step / warmup_steps)
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return eta_min + (1 - eta_min) * 0.5 * (1 + math.cos(math.pi * progress))
