"""With torch, and a tensor as the result; the half-angle form of the cosine."""

import torch


def warmup_cosine(step, warmup_steps, total_steps):
    if warmup_steps > step:
        return torch.tensor(step) / warmup_steps
    if step > total_steps:
        return torch.tensor(0)
    angle = torch.linspace(0, torch.pi / 2, total_steps - warmup_steps + 1, dtype=torch.float64)
    return torch.cos(angle[step - warmup_steps]) ** 2
