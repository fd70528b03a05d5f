# wrong: without a warm-up the first step has multiplier 0 in place of 1
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step <= warmup_steps:
        return step / max(1, warmup_steps)
    if step >= total_steps:
        return 0.0
    progress = (step - warmup_steps) / max(1, total_steps - warmup_steps)
    return 0.5 * (1.0 + math.cos(math.pi * progress))
