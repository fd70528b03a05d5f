# wrong: the seed is fixed as 42, cfg.seed changes nothing
import torch
from torch.utils.data import DataLoader, Dataset, random_split
from torchvision.transforms import v2

from resnet_ref.cifar10 import Loaders, read_split


def cifar10_transforms(train):
    steps = [v2.RandomCrop(32, padding=4), v2.RandomHorizontalFlip()] if train else []
    steps.append(v2.ToDtype(torch.float32, scale=True))
    steps.append(v2.Normalize([0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]))
    return v2.Compose(steps)


class Images(Dataset):
    def __init__(self, images, labels, transform):
        self.images = images
        self.labels = labels
        self.transform = transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return self.transform(self.images[index]), self.labels[index]


def create_cifar10_loaders(cfg):
    generator = torch.Generator().manual_seed(42)
    images, labels = read_split(cfg, train=True)
    n_val = round(len(images) * cfg.val_fraction)
    train, val = random_split(range(len(images)), [len(images) - n_val, n_val], generator=generator)
    train, val = list(train), list(val)
    train_set = Images(images[train], labels[train], cifar10_transforms(True))
    val_set = Images(images[val], labels[val], cifar10_transforms(False))
    test_set = Images(*read_split(cfg, train=False), cifar10_transforms(False))
    common = dict(batch_size=cfg.batch_size, num_workers=cfg.num_workers)
    return Loaders(
        DataLoader(train_set, shuffle=True, generator=generator, **common),
        DataLoader(val_set, **common),
        DataLoader(test_set, **common),
    )
