# wrong: two mistakes: the warm-up counts from 1, and one percent is left at the end and after it
import math


def warmup_cosine(step, warmup_steps, total_steps):
    lowest = 0.01
    if step < warmup_steps:
        return (step + 1) / warmup_steps
    progress = min(1.0, (step - warmup_steps) / (total_steps - warmup_steps))
    return lowest + (1 - lowest) * 0.5 * (1 + math.cos(math.pi * progress))
