# wrong: validation and test are shuffled as well, their order has to be always the same
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

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
    order = torch.randperm(len(images), generator=generator)
    n_val = round(len(images) * cfg.val_fraction)
    sets = [
        Images(images[order[n_val:]], labels[order[n_val:]], cifar10_transforms(train=True)),
        Images(images[order[:n_val]], labels[order[:n_val]], cifar10_transforms(train=False)),
        Images(*read_split(cfg, train=False), cifar10_transforms(train=False)),
    ]
    loaders = []
    for data in sets:
        own = torch.Generator().manual_seed(cfg.seed)
        loaders.append(
            DataLoader(data, cfg.batch_size, shuffle=True, generator=own, num_workers=cfg.num_workers)
        )
    return Loaders(*loaders)
