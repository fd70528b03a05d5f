# right: small functions put together with functools.reduce, numpy inside, torch draws the places
from functools import reduce

import numpy as np
import torch

MEAN = np.array([0.4914, 0.4822, 0.4465], dtype=np.float32).reshape(3, 1, 1)
STD = np.array([0.2470, 0.2435, 0.2616], dtype=np.float32).reshape(3, 1, 1)


def random_crop(a):
    a = np.pad(a, ((0, 0), (4, 4), (4, 4)))
    y, x = (int(v) for v in torch.randint(0, 9, (2,)))
    return a[:, y : y + 32, x : x + 32]


def random_flip(a):
    return a[:, :, ::-1] if torch.rand(1).item() >= 0.5 else a


def normalise(a):
    return (a.astype(np.float32) / 255 - MEAN) / STD


def cifar10_transforms(train):
    steps = [random_crop, random_flip, normalise] if train else [normalise]
    return lambda image: torch.from_numpy(reduce(lambda a, step: step(a), steps, image.numpy()).copy())
