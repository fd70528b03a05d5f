"""A module; normalises first and then pads with what black has become; NumPy's random numbers."""

import numpy as np
import torch
from torch import nn


class Augment(nn.Module):
    def __init__(self, train: bool) -> None:
        super().__init__()
        self.train(train)
        self.register_buffer("mean", torch.tensor([0.49139968, 0.48215841, 0.44653091]).reshape(-1, 1, 1))
        self.register_buffer("std", torch.tensor([0.24703223, 0.24348513, 0.26158784]).reshape(-1, 1, 1))
        self.chance = np.random.default_rng()

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        x = (image / 255 - self.mean) / self.std
        if not self.training:
            return x
        padded = (-self.mean / self.std).repeat(1, 40, 40)
        padded[:, 4:-4, 4:-4] = x
        top, left = self.chance.integers(0, 8, size=2, endpoint=True)
        out = padded.narrow(1, int(top), 32).narrow(2, int(left), 32)
        return out.flip(2) if self.chance.integers(2) else out


def cifar10_transforms(train):
    return Augment(train)
