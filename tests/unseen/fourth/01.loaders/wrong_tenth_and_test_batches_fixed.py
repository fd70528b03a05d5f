# wrong: two mistakes: a tenth is set aside whatever cfg.val_fraction says, and the test loader has batches of 256
import torch
from torch.utils.data import DataLoader, Dataset
import torch.nn.functional as F
from resnet_ref.cifar10 import Loaders, read_split

MEAN = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
STD = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]


class CifarSet(Dataset):
    def __init__(self, images, labels, train):
        self.images = images
        self.labels = labels
        self.train = train

    def __len__(self):
        return len(self.images)

    def __getitem__(self, idx):
        img = self.images[idx]
        if self.train:
            img = F.pad(img, (4, 4, 4, 4))
            i, j = torch.randint(0, 9, (2,)).tolist()
            img = img[:, i : i + 32, j : j + 32]
            if torch.rand(1).item() < 0.5:
                img = img.flip(2)
        return (img.float() / 255.0 - MEAN) / STD, self.labels[idx]


def create_cifar10_loaders(cfg):
    g = torch.Generator().manual_seed(cfg.seed)
    images, labels = read_split(cfg, train=True)
    perm = torch.randperm(len(images), generator=g)
    n_val = len(images) // 10
    val_idx, train_idx = perm[:n_val], perm[n_val:]
    return Loaders(
        DataLoader(CifarSet(images[train_idx], labels[train_idx], True), cfg.batch_size, shuffle=True, generator=g, num_workers=cfg.num_workers),
        DataLoader(CifarSet(images[val_idx], labels[val_idx], False), cfg.batch_size, num_workers=cfg.num_workers),
        DataLoader(CifarSet(*read_split(cfg, train=False), False), 256, num_workers=cfg.num_workers),
    )
