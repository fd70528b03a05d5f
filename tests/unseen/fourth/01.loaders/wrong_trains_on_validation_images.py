# wrong: the train loader has all training images, those set aside for validation too
import torch
from torch.utils.data import DataLoader, Dataset, Subset
import torch.nn.functional as F
from resnet_ref.cifar10 import Loaders, read_split

MEAN = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
STD = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]


def augmented(image):
    top, left = torch.randint(9, (2,)).tolist()
    image = F.pad(image, [4, 4, 4, 4])[:, top : top + 32, left : left + 32]
    return image.flip(-1) if torch.rand(()) < 0.5 else image


class Transformed(Dataset):
    def __init__(self, images, labels, change=None):
        self.images, self.labels, self.change = images, labels, change

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image = self.images[i] if self.change is None else self.change(self.images[i])
        return (image.float() / 255 - MEAN) / STD, self.labels[i]


def create_cifar10_loaders(cfg):
    generator = torch.Generator().manual_seed(cfg.seed)
    images, labels = read_split(cfg, train=True)
    permutation = torch.randperm(len(images), generator=generator).tolist()
    n_val = round(cfg.val_fraction * len(images))
    val = Subset(Transformed(images, labels), permutation[:n_val])
    train = Transformed(images, labels, augmented)
    test = Transformed(*read_split(cfg, train=False))
    common = dict(batch_size=cfg.batch_size, num_workers=cfg.num_workers)
    return Loaders(
        train=DataLoader(train, shuffle=True, generator=generator, **common),
        val=DataLoader(val, **common),
        test=DataLoader(test, **common),
    )
