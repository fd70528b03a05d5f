# wrong: seeds and shuffles with the program's shared generator, so the order depends on whatever else draws.
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


class CifarSet(Dataset):
    def __init__(self, images, labels, train):
        self.images = images
        self.labels = labels
        self.transform = cifar10_transforms(train)

    def __len__(self):
        return self.images.shape[0]

    def __getitem__(self, i):
        return self.transform(self.images[i]), self.labels[i]


def create_cifar10_loaders(cfg):
    torch.manual_seed(cfg.seed)
    images, labels = read_split(cfg, train=True)
    perm = torch.randperm(len(images))
    n_val = round(cfg.val_fraction * len(images))
    train = CifarSet(images[perm[n_val:]], labels[perm[n_val:]], train=True)
    val = CifarSet(images[perm[:n_val]], labels[perm[:n_val]], train=False)
    test = CifarSet(*read_split(cfg, train=False), train=False)
    return Loaders(
        DataLoader(train, cfg.batch_size, shuffle=True, num_workers=cfg.num_workers),
        DataLoader(val, cfg.batch_size, shuffle=False, num_workers=cfg.num_workers),
        DataLoader(test, cfg.batch_size, shuffle=False, num_workers=cfg.num_workers),
    )
