# right: the phase is looked up by bisection in its borders, and each phase has a function of its own
import math
from bisect import bisect_right


def warmup_cosine(step, warmup_steps, total_steps):
    phases = (
        lambda: step / warmup_steps,
        lambda: (1 + math.cos(math.pi * (step - warmup_steps) / (total_steps - warmup_steps))) / 2,
        lambda: 0.0,
    )
    return phases[bisect_right((warmup_steps, total_steps), step)]()
