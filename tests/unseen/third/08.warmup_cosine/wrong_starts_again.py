# wrong: past the end the schedule begins anew, as in warm restarts
import math


def warmup_cosine(step, warmup_steps, total_steps):
    step = step % total_steps
    if step < warmup_steps:
        return step / warmup_steps
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return (1 + math.cos(math.pi * progress)) / 2
