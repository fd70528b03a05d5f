# wrong: Nothing stops it past total_steps, where the cosine rises again.
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step < warmup_steps:
        return step / warmup_steps
    t = (step - warmup_steps) / (total_steps - warmup_steps)
    return (1 + math.cos(math.pi * t)) / 2
