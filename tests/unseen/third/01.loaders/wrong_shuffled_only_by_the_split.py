# wrong: thinks that the random permutation of the split is the shuffling, so every epoch has the same order
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
    images, labels = read_split(cfg, train=True)
    generator = torch.Generator().manual_seed(cfg.seed)
    order = torch.randperm(len(images), generator=generator)
    n_val = int(cfg.val_fraction * len(images))
    val_ids, train_ids = order[:n_val], order[n_val:]

    train_set = Cifar(images[train_ids], labels[train_ids], cifar10_transforms(train=True))
    val_set = Cifar(images[val_ids], labels[val_ids], cifar10_transforms(train=False))
    test_set = Cifar(*read_split(cfg, train=False), cifar10_transforms(train=False))

    # train_ids are in random order already
    train = DataLoader(train_set, cfg.batch_size, num_workers=cfg.num_workers, generator=generator)
    val = DataLoader(val_set, cfg.batch_size, num_workers=cfg.num_workers)
    test = DataLoader(test_set, cfg.batch_size, num_workers=cfg.num_workers)
    return Loaders(train, val, test)
