# right: a table of phases tried in order; the cosine as real part of a rotation
import cmath


def warmup_cosine(step: int, warmup_steps: int, total_steps: int) -> float:
    def rise() -> float:
        return step / warmup_steps

    def fall() -> float:
        angle = cmath.pi * (step - warmup_steps) / (total_steps - warmup_steps)
        return (1 + cmath.rect(1.0, angle).real) / 2

    phases = [(warmup_steps, rise), (total_steps, fall), (float("inf"), float)]
    return next(phase() for end, phase in phases if step < end)
