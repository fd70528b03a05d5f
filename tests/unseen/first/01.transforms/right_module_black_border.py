# right: nn.Module; pads after normalising, but with what a black pixel becomes; flips before the crop
import random

import torch
from torch import nn


class Cifar10Transform(nn.Module):
    def __init__(self, augment: bool):
        super().__init__()
        self.augment = augment
        self.register_buffer("mu", torch.tensor([0.4914, 0.4822, 0.4465]).reshape(3, 1, 1))
        self.register_buffer("sigma", torch.tensor([0.2470, 0.2435, 0.2616]).reshape(3, 1, 1))

    def forward(self, image):
        x = image.to(torch.float32).div(255).sub(self.mu).div(self.sigma)
        if not self.augment:
            return x
        if random.random() < 0.5:
            x = torch.flip(x, dims=[2])
        canvas = (-self.mu / self.sigma).repeat(1, 40, 40)
        canvas[:, 4:36, 4:36] = x
        i, j = random.randint(0, 8), random.randint(0, 8)
        return canvas[:, i : i + 32, j : j + 32].clone()


def cifar10_transforms(train):
    return Cifar10Transform(augment=train)
