# wrong: Feeds degrees to math.cos, which wants radians AND gives 1 past the end.
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step >= total_steps:
        return 1.0
    if step < warmup_steps:
        return step / warmup_steps
    angle = 180 * (step - warmup_steps) / (total_steps - warmup_steps)
    return 0.5 * (1 + math.cos(angle))
