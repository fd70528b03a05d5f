"""Linear interpolation for the warm-up, numpy numbers as results."""

import numpy as np


def warmup_cosine(step, warmup_steps, total_steps):
    if step >= total_steps:
        return np.float32(0)
    if warmup_steps > 0 and step <= warmup_steps:
        return np.interp(step, [0, warmup_steps], [0, 1])
    t = np.float64(step - warmup_steps) / (total_steps - warmup_steps)
    return 0.5 + 0.5 * np.cos(t * np.pi)
