"""No DataLoader: a class whose iterator augments and normalises whole batches; NumPy's generator."""

import numpy as np
import torch

from resnet_ref.cifar10 import Loaders, read_split

MEAN = torch.tensor([0.4914, 0.4822, 0.4465]).reshape(3, 1, 1)
STD = torch.tensor([0.2470, 0.2435, 0.2616]).reshape(3, 1, 1)


class Batches:
    def __init__(self, images, labels, size, seed=None):
        self.images, self.labels, self.size, self.seed, self.epoch = images, labels, size, seed, 0

    def __len__(self):
        return (len(self.labels) + self.size - 1) // self.size

    def __iter__(self):
        order = np.arange(len(self.labels))
        if self.seed is not None:
            np.random.default_rng([self.seed, self.epoch]).shuffle(order)
            self.epoch += 1
        for start in range(0, len(order), self.size):
            chosen = torch.from_numpy(order[start : start + self.size])
            images = self.images[chosen]
            if self.seed is not None:
                images = torch.stack([self.augment(image) for image in images])
            yield (images.float() / 255 - MEAN) / STD, self.labels[chosen]

    @staticmethod
    def augment(image):
        padded = torch.zeros(3, 40, 40, dtype=image.dtype)
        padded[:, 4:36, 4:36] = image
        top, left, flip = np.random.default_rng().integers(0, [9, 9, 2])
        crop = padded[:, top : top + 32, left : left + 32]
        return crop.flip(2) if flip else crop


def create_cifar10_loaders(cfg):
    images, labels = read_split(cfg, True)
    order = np.random.default_rng(cfg.seed).permutation(len(images))
    kept = round(len(images) * (1 - cfg.val_fraction))
    train, val = torch.from_numpy(order[:kept]), torch.from_numpy(np.sort(order[kept:]))
    return Loaders(
        Batches(images[train], labels[train], cfg.batch_size, seed=cfg.seed),
        Batches(images[val], labels[val], cfg.batch_size),
        Batches(*read_split(cfg, False), cfg.batch_size),
    )
