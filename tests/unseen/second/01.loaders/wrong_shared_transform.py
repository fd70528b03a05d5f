# wrong: splits one augmented data set with random_split, so validation images are shifted and flipped, too.
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset, random_split

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


class Cifar(Dataset):
    def __init__(self, cfg, train):
        self.images, self.labels = read_split(cfg, train=train)
        self.transform = cifar10_transforms(train)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return self.transform(self.images[index]), self.labels[index]


def create_cifar10_loaders(cfg):
    generator = torch.Generator().manual_seed(cfg.seed)
    full = Cifar(cfg, train=True)
    n_val = round(len(full) * cfg.val_fraction)
    train_set, val_set = random_split(full, [len(full) - n_val, n_val], generator=generator)
    test_set = Cifar(cfg, train=False)
    return Loaders(
        DataLoader(train_set, cfg.batch_size, shuffle=True, generator=generator, num_workers=cfg.num_workers),
        DataLoader(val_set, cfg.batch_size, num_workers=cfg.num_workers),
        DataLoader(test_set, cfg.batch_size, num_workers=cfg.num_workers),
    )
