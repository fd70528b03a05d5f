# wrong: a quarter of a cosine's period, from 1 to 0, in place of half of one, moved and halved
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step >= total_steps:
        return 0.0
    if step < warmup_steps:
        return step / warmup_steps
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return math.cos(progress * math.pi / 2)
