# wrong: The cosine's progress is counted from step 0, not from the end of the warm-up.
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step < warmup_steps:
        return step / warmup_steps
    progress = min(step / total_steps, 1.0)
    return 0.5 * (1 + math.cos(math.pi * progress))
