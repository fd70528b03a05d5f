"""A function within a function; Python's own random numbers; shifts by slicing into a black canvas."""

import random

import torch

MEAN = torch.tensor([[[0.4914]], [[0.4822]], [[0.4465]]])
STD = torch.tensor([[[0.2470]], [[0.2435]], [[0.2616]]])


def cifar10_transforms(train):
    def plain(image):
        return (image.to(torch.float32).div(255) - MEAN) / STD

    def augmented(image):
        canvas = torch.zeros(3, 40, 40, dtype=torch.uint8)
        canvas[:, 4:36, 4:36] = image
        y, x = random.randrange(9), random.randrange(9)
        crop = canvas[:, y : y + 32, x : x + 32]
        if random.random() > 0.5:
            crop = torch.flip(crop, dims=[2])
        return plain(crop)

    return augmented if train else plain
