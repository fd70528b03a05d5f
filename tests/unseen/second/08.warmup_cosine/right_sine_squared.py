# right: another formula for the same curve, 1 - sin^2, progress clipped to 0..1
from math import pi, sin


def warmup_cosine(step, warmup_steps, total_steps):
    if step < min(warmup_steps, total_steps):
        return step / warmup_steps
    down = min(1.0, (step - warmup_steps) / (total_steps - warmup_steps))
    return 1.0 - sin(pi / 2 * down) ** 2
