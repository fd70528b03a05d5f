# wrong: validation images come out of the augmented data set, through random_split
import torch
from torch.utils.data import DataLoader, Dataset, random_split
import torch.nn.functional as F
from resnet_ref.cifar10 import Loaders, read_split

MEAN = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
STD = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]


class Cifar(Dataset):
    def __init__(self, images, labels, augment):
        self.images, self.labels, self.augment = images, labels, augment

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        x = self.images[i]
        if self.augment:
            top, left = torch.randint(9, (2,)).tolist()
            x = F.pad(x, [4, 4, 4, 4])[:, top : top + 32, left : left + 32]
            if torch.rand(()) < 0.5:
                x = x.flip(-1)
        return (x.float() / 255 - MEAN) / STD, self.labels[i]


def create_cifar10_loaders(cfg):
    generator = torch.Generator().manual_seed(cfg.seed)
    full = Cifar(*read_split(cfg, train=True), augment=True)
    n_val = int(len(full) * cfg.val_fraction)
    train, val = random_split(full, [len(full) - n_val, n_val], generator=generator)
    test = Cifar(*read_split(cfg, train=False), augment=False)
    options = {"batch_size": cfg.batch_size, "num_workers": cfg.num_workers}
    return Loaders(
        DataLoader(train, shuffle=True, generator=generator, **options),
        DataLoader(val, shuffle=False, **options),
        DataLoader(test, shuffle=False, **options),
    )
