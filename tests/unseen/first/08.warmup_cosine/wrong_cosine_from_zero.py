# wrong: The cosine is taken of step / total_steps, as if it had begun at step 0, not at the warm-up's end.
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step < warmup_steps:
        return step / warmup_steps
    if step >= total_steps:
        return 0.0
    return 0.5 * (1.0 + math.cos(math.pi * step / total_steps))
