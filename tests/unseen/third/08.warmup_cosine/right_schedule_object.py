# right: a frozen dataclass with one method for each phase; the cosine is written as a sine
import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Schedule:
    warm: int
    total: int

    def up(self, step):
        return step / self.warm

    def down(self, step):
        middle = (self.warm + self.total) / 2
        return 0.5 - 0.5 * math.sin(math.pi * (step - middle) / (self.total - self.warm))

    def __call__(self, step):
        if step in range(self.warm):
            return self.up(step)
        return self.down(step) if step < self.total else 0


def warmup_cosine(step, warmup_steps, total_steps):
    return Schedule(warmup_steps, total_steps)(step)
