# wrong: Uses a quarter of a cosine, from 1 to 0, instead of half a period moved and halved.
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step >= total_steps:
        return 0.0
    if step < warmup_steps:
        return step / warmup_steps
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return math.cos(math.pi / 2 * progress)
