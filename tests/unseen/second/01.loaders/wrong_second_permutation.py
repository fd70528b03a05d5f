# wrong: draws one permutation for training and another one for validation, so images stand in both.
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


class Part(Dataset):
    def __init__(self, cfg, which, generator):
        self.images, self.labels = read_split(cfg, train=which != "test")
        self.transform = cifar10_transforms(which == "train")
        n = len(self.images)
        if which == "test":
            self.indices = torch.arange(n)
        else:
            n_val = round(n * cfg.val_fraction)
            order = torch.randperm(n, generator=generator)
            self.indices = order[n_val:] if which == "train" else order[:n_val]

    def __len__(self):
        return len(self.indices)

    def __getitem__(self, item):
        index = self.indices[item]
        return self.transform(self.images[index]), self.labels[index]


def create_cifar10_loaders(cfg):
    generator = torch.Generator().manual_seed(cfg.seed)
    loaders = {}
    for which in ("train", "val", "test"):
        loaders[which] = DataLoader(
            Part(cfg, which, generator),
            batch_size=cfg.batch_size,
            shuffle=which == "train",
            generator=generator,
            num_workers=cfg.num_workers,
        )
    return Loaders(**loaders)
