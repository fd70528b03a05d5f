"""The same share of every class set aside; SubsetRandomSampler; augmentation in the collate function."""

import torch
from torch.utils.data import DataLoader, SubsetRandomSampler, TensorDataset

from resnet_ref.cifar10 import Loaders, read_split

MEAN = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
STD = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]


def cifar10_transforms(train):
    def transform(image):
        image = image / 255
        if train:
            top, left = torch.randint(0, 9, (2,)).tolist()
            image = torch.constant_pad_nd(image, (4, 4, 4, 4))[:, top : top + 32, left : left + 32]
            image = image.flip(-1) if torch.randint(2, ()) else image
        return (image - MEAN) / STD

    return transform


def collate(transform):
    def together(rows):
        return torch.stack([transform(image) for image, _ in rows]), torch.stack([label for _, label in rows])

    return together


def create_cifar10_loaders(cfg):
    images, labels = read_split(cfg, train=True)
    chance = torch.Generator().manual_seed(cfg.seed + 1)
    val = []
    for name in labels.unique():
        members = torch.nonzero(labels == name).flatten()
        members = members[torch.randperm(len(members), generator=chance)]
        val += members[: round(cfg.val_fraction * len(members))].tolist()
    train = sorted(set(range(len(labels))) - set(val))
    everything = TensorDataset(images, labels)
    return Loaders(
        train=DataLoader(
            everything,
            cfg.batch_size,
            sampler=SubsetRandomSampler(train, generator=chance),
            collate_fn=collate(cifar10_transforms(True)),
            num_workers=cfg.num_workers,
        ),
        val=DataLoader(
            everything,
            cfg.batch_size,
            sampler=val,
            collate_fn=collate(cifar10_transforms(False)),
            num_workers=cfg.num_workers,
        ),
        test=DataLoader(
            TensorDataset(*read_split(cfg, train=False)),
            cfg.batch_size,
            collate_fn=collate(cifar10_transforms(False)),
            num_workers=cfg.num_workers,
        ),
    )
