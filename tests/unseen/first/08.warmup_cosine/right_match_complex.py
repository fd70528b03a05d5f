# right: match with guards, real part of a complex exponential
import cmath


def warmup_cosine(step, warmup_steps, total_steps):
    match step:
        case s if s >= total_steps:
            return 0.0
        case s if s < warmup_steps:
            return s / warmup_steps
        case s:
            turn = cmath.exp(1j * cmath.pi * (s - warmup_steps) / (total_steps - warmup_steps))
            return (turn.real + 1) / 2
