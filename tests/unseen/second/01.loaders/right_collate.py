# right: lists of raw pairs, the transform applied in the collate function; numpy splits from cfg.seed.
from functools import partial

import numpy as np
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

from resnet_ref.cifar10 import Loaders, read_split

MEAN = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
STD = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]


def _serve(image, train):
    if train:
        padded = F.pad(image, [4, 4, 4, 4])
        top, left = torch.randint(9, (2,)).tolist()
        image = padded[:, top : top + 32, left : left + 32]
        image = image.flip(-1) if torch.rand(()) < 0.5 else image
    return (image.float() / 255 - MEAN) / STD


def cifar10_transforms(train):
    return partial(_serve, train=train)


def _collate(pairs, transform):
    images, labels = zip(*pairs, strict=True)
    return torch.stack([transform(image) for image in images]), torch.stack(labels)


def create_cifar10_loaders(cfg):
    images, labels = read_split(cfg, train=True)
    shuffled = np.random.default_rng(cfg.seed).permutation(len(images))
    n_val = round(len(images) * cfg.val_fraction)
    held_back = np.zeros(len(images), dtype=bool)
    held_back[shuffled[:n_val]] = True
    held_back = torch.from_numpy(held_back)

    def loader(images, labels, train, **more):
        pairs = list(zip(images, labels, strict=True))
        collate = partial(_collate, transform=cifar10_transforms(train))
        return DataLoader(pairs, cfg.batch_size, num_workers=cfg.num_workers, collate_fn=collate, **more)

    order = torch.Generator().manual_seed(cfg.seed)
    return Loaders(
        loader(images[~held_back], labels[~held_back], True, shuffle=True, generator=order),
        loader(images[held_back], labels[held_back], False),
        loader(*read_split(cfg, train=False), False),
    )
