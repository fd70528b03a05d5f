"""A class in place of a closure, normalised before padding, on `.view` of the image; Python's own random numbers."""

import random

import torch


class cifar10_transforms:
    MEAN = torch.tensor([0.4914, 0.4822, 0.4465]).view(3, 1)
    STD = torch.tensor([0.2470, 0.2435, 0.2616]).view(3, 1)

    def __init__(self, train):
        self.train = train

    def __call__(self, image):
        x = (image.view(3, -1).to(torch.float32) / 255.0 - self.MEAN) / self.STD
        x = x.view(3, 32, 32)
        if not self.train:
            return x
        canvas = (-self.MEAN / self.STD).view(3, 1, 1).repeat(1, 40, 40)
        canvas[:, 4:36, 4:36] = x
        i, j = random.randrange(9), random.randrange(9)
        x = canvas[:, i : i + 32, j : j + 32]
        return torch.fliplr(x.permute(1, 2, 0)).permute(2, 0, 1) if random.random() < 0.5 else x
