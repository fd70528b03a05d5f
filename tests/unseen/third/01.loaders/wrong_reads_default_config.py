# wrong: reads the images with LoaderConfig(), copied from the first cell, so cfg.data_dir does not count
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

from resnet_ref.cifar10 import CLASSES, LoaderConfig, Loaders, read_split


def cifar10_transforms(train):
    mean = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
    std = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]

    def transform(image):
        if train:
            image = F.pad(image, [4, 4, 4, 4])
            top, left = torch.randint(9, (2,)).tolist()
            image = image[:, top : top + 32, left : left + 32]
            if torch.rand(()) < 0.5:
                image = image.flip(-1)
        return (image.float() / 255 - mean) / std

    return transform


class Cifar:
    def __init__(self, images, labels, transform):
        self.images = images
        self.labels = labels
        self.transform = transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.transform(self.images[i]), self.labels[i]



def create_cifar10_loaders(cfg):
    images, labels = read_split(LoaderConfig(), train=True)
    test_images, test_labels = read_split(LoaderConfig(), train=False)

    generator = torch.Generator().manual_seed(cfg.seed)
    order = torch.randperm(len(images), generator=generator)
    n_val = int(cfg.val_fraction * len(images))
    val_ids, train_ids = order[:n_val], order[n_val:]

    def loader(data, **more):
        return DataLoader(data, batch_size=cfg.batch_size, num_workers=cfg.num_workers, **more)

    return Loaders(
        train=loader(
            Cifar(images[train_ids], labels[train_ids], cifar10_transforms(True)),
            shuffle=True,
            generator=generator,
        ),
        val=loader(Cifar(images[val_ids], labels[val_ids], cifar10_transforms(False))),
        test=loader(Cifar(test_images, test_labels, cifar10_transforms(False))),
    )
