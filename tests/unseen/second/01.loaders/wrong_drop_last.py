# wrong: drop_last=True for all loaders, so the images of the last, smaller batch are never served.
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

from resnet_ref.cifar10 import Loaders, read_split

MEAN = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
STD = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]


def cifar10_transforms(train):
    def transform(image):
        if train:
            top, left = torch.randint(9, (2,)).tolist()
            image = F.pad(image, [4, 4, 4, 4])[:, top : top + 32, left : left + 32]
            if torch.rand(()) < 0.5:
                image = image.flip(-1)
        return (image.float() / 255 - MEAN) / STD

    return transform


class Images(Dataset):
    def __init__(self, images, labels, transform):
        self.images, self.labels, self.transform = images, labels, transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return self.transform(self.images[index]), self.labels[index]


def create_cifar10_loaders(cfg):
    generator = torch.Generator().manual_seed(cfg.seed)
    images, labels = read_split(cfg, train=True)
    order = torch.randperm(len(images), generator=generator)
    n_val = round(len(images) * cfg.val_fraction)
    val, train = order[:n_val], order[n_val:]
    options = dict(batch_size=cfg.batch_size, num_workers=cfg.num_workers, drop_last=True)
    return Loaders(
        train=DataLoader(
            Images(images[train], labels[train], cifar10_transforms(True)),
            shuffle=True,
            generator=generator,
            **options,
        ),
        val=DataLoader(Images(images[val], labels[val], cifar10_transforms(False)), **options),
        test=DataLoader(Images(*read_split(cfg, train=False), cifar10_transforms(False)), **options),
    )
