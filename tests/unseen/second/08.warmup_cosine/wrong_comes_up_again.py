# wrong: After total_steps the cosine goes up again instead of staying 0.
import math


def warmup_cosine(step, warmup_steps, total_steps):
    num_cycles = 0.5
    if step < warmup_steps:
        return float(step) / float(max(1, warmup_steps))
    progress = float(step - warmup_steps) / float(max(1, total_steps - warmup_steps))
    return max(0.0, 0.5 * (1.0 + math.cos(math.pi * float(num_cycles) * 2.0 * progress)))
