# wrong: the split has the seed's generator, but the order of the training images comes from the program's global one
import torch
from torch.utils.data import DataLoader, Dataset
import torch.nn.functional as F
from resnet_ref.cifar10 import Loaders, read_split

MEAN = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
STD = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]


class Images(Dataset):
    def __init__(self, images, labels, train):
        self.images, self.labels, self.train = images, labels, train

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        image = self.images[index]
        if self.train:
            top, left = torch.randint(9, (2,)).tolist()
            image = F.pad(image, [4, 4, 4, 4])[:, top : top + 32, left : left + 32]
            if torch.rand(()) < 0.5:
                image = image.flip(-1)
        return (image.float() / 255 - MEAN) / STD, self.labels[index]


def create_cifar10_loaders(cfg):
    images, labels = read_split(cfg, train=True)
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(cfg.seed))
    n_val = round(len(images) * cfg.val_fraction)
    val, train = order[:n_val], order[n_val:]

    def loader(data, shuffle=False):
        return DataLoader(data, cfg.batch_size, shuffle=shuffle, num_workers=cfg.num_workers)

    return Loaders(
        loader(Images(images[train], labels[train], True), shuffle=True),
        loader(Images(images[val], labels[val], False)),
        loader(Images(*read_split(cfg, train=False), False)),
    )
