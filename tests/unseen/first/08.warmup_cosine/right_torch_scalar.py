# right: a torch scalar on the way, clamp instead of cases, .item() at the end
import torch


def warmup_cosine(step, warmup_steps, total_steps):
    s = torch.tensor(float(step), dtype=torch.float64)
    rise = (s / warmup_steps).clamp(max=1.0) if warmup_steps else torch.ones((), dtype=torch.float64)
    fall = ((s - warmup_steps) / (total_steps - warmup_steps)).clamp(0.0, 1.0)
    return (rise * (1 + torch.cos(torch.pi * fall)) / 2).item()
