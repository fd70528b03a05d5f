# wrong: augments the images once, in advance, not in every epoch AND ignores cfg.val_fraction (always 10%).
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

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


def make_dataset(images, labels, train):
    transform = cifar10_transforms(train)
    return TensorDataset(torch.stack([transform(image) for image in images]), labels)


def create_cifar10_loaders(cfg):
    generator = torch.Generator().manual_seed(cfg.seed)
    images, labels = read_split(cfg, train=True)
    order = torch.randperm(len(images), generator=generator)
    n_val = len(images) // 10
    val_indices, train_indices = order[:n_val], order[n_val:]
    train = make_dataset(images[train_indices], labels[train_indices], train=True)
    val = make_dataset(images[val_indices], labels[val_indices], train=False)
    test = make_dataset(*read_split(cfg, train=False), train=False)
    return Loaders(
        DataLoader(train, cfg.batch_size, shuffle=True, generator=generator, num_workers=cfg.num_workers),
        DataLoader(val, cfg.batch_size, num_workers=cfg.num_workers),
        DataLoader(test, cfg.batch_size, num_workers=cfg.num_workers),
    )
