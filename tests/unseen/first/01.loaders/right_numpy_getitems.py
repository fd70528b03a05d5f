# right: numpy draws the split, a dataset with __getitems__ for train, TensorDatasets for the rest
import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset
from torchvision.transforms import v2

from resnet_ref.cifar10 import Loaders, read_split


def cifar10_transforms(train):
    steps = [v2.RandomCrop(32, padding=4), v2.RandomHorizontalFlip()] if train else []
    steps.append(v2.ToDtype(torch.float32, scale=True))
    steps.append(v2.Normalize([0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]))
    return v2.Compose(steps)


class Augmented(torch.utils.data.Dataset):
    def __init__(self, images, labels):
        self.data = (images, labels)
        self.transform = cifar10_transforms(train=True)

    def __len__(self):
        return self.data[1].numel()

    def __getitem__(self, i):
        return self.transform(self.data[0][i]), self.data[1][i]

    def __getitems__(self, indices):
        return [self[i] for i in indices]


def _ready(images, labels):
    transform = cifar10_transforms(train=False)
    rows = [transform(image) for image in images]
    return TensorDataset(torch.stack(rows) if rows else torch.empty(0, 3, 32, 32), labels)


def create_cifar10_loaders(cfg):
    images, labels = read_split(cfg, train=True)
    held_back = np.zeros(len(images), dtype=bool)
    order = np.random.default_rng(cfg.seed).permutation(len(images))
    held_back[order[: int(round(len(images) * cfg.val_fraction))]] = True
    held_back = torch.from_numpy(held_back)

    datasets = (
        Augmented(images[~held_back], labels[~held_back]),
        _ready(images[held_back], labels[held_back]),
        _ready(*read_split(cfg, train=False)),
    )
    return Loaders._make(
        DataLoader(
            data,
            batch_size=cfg.batch_size,
            shuffle=k == 0,
            num_workers=cfg.num_workers,
            generator=torch.Generator().manual_seed(cfg.seed) if k == 0 else None,
        )
        for k, data in enumerate(datasets)
    )
