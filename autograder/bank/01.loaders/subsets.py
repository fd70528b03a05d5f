"""random_split of the indices, a Subset for each half over data sets of their own, torchvision's transforms."""

import torch
from torch.utils.data import DataLoader, Dataset, Subset, random_split
from torchvision.transforms import v2

from resnet_ref.cifar10 import Loaders, read_split

PLAIN = [
    v2.ToDtype(torch.float32, scale=True),
    v2.Normalize((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)),
]
AUGMENT = [v2.RandomCrop(32, 4), v2.RandomHorizontalFlip()]


class Pictures(Dataset):
    def __init__(self, cfg, train, transform):
        self.images, self.labels = read_split(cfg, train)
        self.transform = transform

    def __len__(self):
        return self.images.shape[0]

    def __getitem__(self, i):
        return self.transform(self.images[i]), int(self.labels[i])


def create_cifar10_loaders(cfg):
    plain, augmented = v2.Compose(PLAIN), v2.Compose(AUGMENT + PLAIN)
    training = Pictures(cfg, True, augmented)
    count = len(training)
    n_val = int(count * cfg.val_fraction)
    g = torch.Generator()
    g.manual_seed(cfg.seed)
    train_part, val_part = random_split(range(count), [count - n_val, n_val], generator=g)
    common = {"batch_size": cfg.batch_size, "num_workers": cfg.num_workers}
    return Loaders(
        DataLoader(Subset(training, list(train_part)), shuffle=True, generator=g, **common),
        DataLoader(Subset(Pictures(cfg, True, plain), list(val_part)), **common),
        DataLoader(Pictures(cfg, False, plain), **common),
    )
