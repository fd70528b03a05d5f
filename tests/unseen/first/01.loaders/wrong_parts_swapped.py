# wrong: the two parts are mixed up: one tenth is learnt from and nine tenths are held back
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset, random_split

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
    generator = torch.Generator().manual_seed(cfg.seed)
    images, labels = read_split(cfg, train=True)
    n_val = round(len(images) * cfg.val_fraction)
    lengths = [n_val, len(images) - n_val]
    train, val = (list(part) for part in random_split(range(len(images)), lengths, generator=generator))
    as_is = cifar10_transforms(train=False)
    train_set = Images(images[train], labels[train], cifar10_transforms(train=True))
    val_set = Images(images[val], labels[val], as_is)
    test_set = Images(*read_split(cfg, train=False), as_is)
    common = dict(batch_size=cfg.batch_size, num_workers=cfg.num_workers)
    return Loaders(
        DataLoader(train_set, shuffle=True, generator=generator, **common),
        DataLoader(val_set, **common),
        DataLoader(test_set, **common),
    )
