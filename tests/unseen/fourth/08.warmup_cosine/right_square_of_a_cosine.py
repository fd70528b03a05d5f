# right: half a cosine is the square of a cosine of half the angle
import math


def warmup_cosine(step, warmup_steps, total_steps):
    if step >= total_steps:
        return 0.0
    if step < warmup_steps:
        return step / warmup_steps
    left = (total_steps - step) / (total_steps - warmup_steps)  # 1 after the warm-up, 0 at the end
    return math.sin(math.pi / 2 * left) ** 2
