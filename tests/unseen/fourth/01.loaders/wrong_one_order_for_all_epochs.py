# wrong: the permutation of the split is the training order, so every epoch has the same one
import torch
from torch.utils.data import DataLoader, Dataset
import torch.nn.functional as F
from resnet_ref.cifar10 import Loaders, read_split

MEAN = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
STD = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]


class Data(Dataset):
    def __init__(self, images, labels, train=False):
        self.images, self.labels, self.train = images, labels, train

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        x = self.images[i]
        if self.train:
            top, left = torch.randint(9, (2,)).tolist()
            x = F.pad(x, [4, 4, 4, 4])[:, top : top + 32, left : left + 32]
            if torch.rand(()) < 0.5:
                x = x.flip(-1)
        return (x.float() / 255 - MEAN) / STD, self.labels[i]


def create_cifar10_loaders(cfg):
    generator = torch.Generator().manual_seed(cfg.seed)
    images, labels = read_split(cfg, train=True)
    shuffled = torch.randperm(len(images), generator=generator)
    n_val = round(len(images) * cfg.val_fraction)
    val, train = shuffled[:n_val], shuffled[n_val:]
    make = lambda data: DataLoader(data, batch_size=cfg.batch_size, num_workers=cfg.num_workers)
    return Loaders(
        make(Data(images[train], labels[train], train=True)),  # already in random order
        make(Data(images[val], labels[val])),
        make(Data(*read_split(cfg, train=False))),
    )
