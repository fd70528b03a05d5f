# right: numpy, np.interp for the progress in both phases
import numpy as np


def warmup_cosine(step, warmup_steps, total_steps):
    if step < warmup_steps:
        return float(np.interp(step, [0, warmup_steps], [0.0, 1.0]))
    angle = np.interp(step, [warmup_steps, total_steps], [0.0, np.pi])
    return float((1.0 + np.cos(angle)) / 2.0)
