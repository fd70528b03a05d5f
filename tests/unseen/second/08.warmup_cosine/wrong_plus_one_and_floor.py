# wrong: The warm-up is (step + 1) / warmup_steps AND the multiplier never falls below 0.01.
import math


def warmup_cosine(step, warmup_steps, total_steps):
    floor = 0.01
    if step < warmup_steps:
        return (step + 1) / warmup_steps
    progress = min(1.0, (step - warmup_steps) / (total_steps - warmup_steps))
    return max(floor, 0.5 * (1.0 + math.cos(math.pi * progress)))
