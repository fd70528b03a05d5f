# wrong: step warmup_steps belongs to the warm-up, and with no warm-up at all the first multiplier is 0
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step > total_steps:
        return 0.0
    if step <= warmup_steps:
        return step / max(1, warmup_steps)
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return 0.5 * (1.0 + math.cos(math.pi * progress))
