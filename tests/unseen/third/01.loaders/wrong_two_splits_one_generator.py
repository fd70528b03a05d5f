# wrong: splits the training images twice from one running generator, so the two splits differ and train and val share images
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, random_split

from resnet_ref.cifar10 import CLASSES, LoaderConfig, Loaders, read_split


def cifar10_transforms(train):
    mean = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
    std = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]

    def transform(image):
        if train:
            image = F.pad(image, [4, 4, 4, 4])
            top, left = torch.randint(9, (2,)).tolist()
            image = image[:, top : top + 32, left : left + 32]
            if torch.rand(()) < 0.5:
                image = image.flip(-1)
        return (image.float() / 255 - mean) / std

    return transform


class Cifar:
    def __init__(self, images, labels, transform):
        self.images = images
        self.labels = labels
        self.transform = transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.transform(self.images[i]), self.labels[i]



def create_cifar10_loaders(cfg):
    images, labels = read_split(cfg, train=True)
    augmented = Cifar(images, labels, cifar10_transforms(True))
    plain = Cifar(images, labels, cifar10_transforms(False))

    generator = torch.Generator().manual_seed(cfg.seed)
    n_val = round(len(images) * cfg.val_fraction)
    sizes = [len(images) - n_val, n_val]
    train_set, _ = random_split(augmented, sizes, generator=generator)
    _, val_set = random_split(plain, sizes, generator=generator)
    test_set = Cifar(*read_split(cfg, train=False), cifar10_transforms(False))

    train = DataLoader(
        train_set, cfg.batch_size, shuffle=True, num_workers=cfg.num_workers, generator=generator
    )
    val = DataLoader(val_set, cfg.batch_size, num_workers=cfg.num_workers)
    test = DataLoader(test_set, cfg.batch_size, num_workers=cfg.num_workers)
    return Loaders(train, val, test)
