# right: the smaller of a ramp and a squared cosine, with the progress clamped and no branches for the phases
import math


def warmup_cosine(step, warmup_steps, total_steps):
    ramp = step / warmup_steps if warmup_steps else math.inf
    done = (step - warmup_steps) / (total_steps - warmup_steps)
    done = min(max(done, 0.0), 1.0)
    if done == 1.0:
        return 0.0
    return min(ramp, math.cos(math.pi / 2 * done) ** 2)
