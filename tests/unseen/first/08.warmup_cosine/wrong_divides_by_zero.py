# wrong: Step warmup_steps belongs to the warm-up, which divides by zero where there is none.
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step <= warmup_steps:
        return step / warmup_steps
    elif step < total_steps:
        progress = (step - warmup_steps) / (total_steps - warmup_steps)
        return 0.5 * (1 + math.cos(math.pi * progress))
    return 0.0
