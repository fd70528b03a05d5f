# wrong: shifts and flips every training image once beforehand, so it is the same in every epoch
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

from resnet_ref.cifar10 import Loaders, read_split


def cifar10_transforms(train):
    mean = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
    std = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]

    def transform(image):
        if train:
            top, left = torch.randint(9, (2,)).tolist()
            image = F.pad(image, [4, 4, 4, 4])[:, top : top + 32, left : left + 32]
            if torch.rand(()) < 0.5:
                image = image.flip(-1)
        return (image.float() / 255 - mean) / std

    return transform


def prepare(images, labels, train):
    transform = cifar10_transforms(train)
    ready = torch.empty(len(images), 3, 32, 32)
    for i, image in enumerate(images):
        ready[i] = transform(image)
    return TensorDataset(ready, labels)


def create_cifar10_loaders(cfg):
    generator = torch.Generator().manual_seed(cfg.seed)
    images, labels = read_split(cfg, train=True)
    order = torch.randperm(len(images), generator=generator)
    n_val = round(len(images) * cfg.val_fraction)
    val, train = order[:n_val], order[n_val:]
    train_set = prepare(images[train], labels[train], train=True)
    val_set = prepare(images[val], labels[val], train=False)
    test_set = prepare(*read_split(cfg, train=False), train=False)
    common = dict(batch_size=cfg.batch_size, num_workers=cfg.num_workers)
    return Loaders(
        DataLoader(train_set, shuffle=True, generator=generator, **common),
        DataLoader(val_set, **common),
        DataLoader(test_set, **common),
    )
