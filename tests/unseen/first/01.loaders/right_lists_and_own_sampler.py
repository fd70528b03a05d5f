# right: lists of pairs for val and test, a sampler of one's own whose generator goes on
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, Sampler

from resnet_ref.cifar10 import Loaders, read_split


def cifar10_transforms(train):
    mean = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
    std = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]

    def transform(image):
        if train:
            top, left = torch.randint(9, (2,)).tolist()
            image = F.pad(image, [4, 4, 4, 4])[:, top : top + 32, left : left + 32]
            if torch.rand(()) < 0.5:
                image = image.flip(-1)
        return (image.float() / 255 - mean) / std

    return transform


class Shuffled(Sampler):
    def __init__(self, n, seed):
        self.n = n
        self.rng = torch.Generator()
        self.rng.manual_seed(seed)

    def __len__(self):
        return self.n

    def __iter__(self):
        yield from torch.randperm(self.n, generator=self.rng).tolist()


class TrainSet:
    def __init__(self, images, labels, where):
        self.images, self.labels, self.where = images, labels.tolist(), where.tolist()
        self.augment = cifar10_transforms(train=True)

    def __len__(self):
        return len(self.where)

    def __getitem__(self, i):
        j = self.where[i]
        return self.augment(self.images[j]), self.labels[j]


def create_cifar10_loaders(cfg):
    images, labels = read_split(cfg, train=True)
    test_images, test_labels = read_split(cfg, train=False)
    plain = cifar10_transforms(train=False)
    n = len(images)
    n_train = n - round(n * cfg.val_fraction)
    perm = torch.randperm(n, generator=torch.Generator().manual_seed(cfg.seed))

    train_set = TrainSet(images, labels, perm[:n_train])
    val_set = [(plain(images[i]), labels[i].item()) for i in perm[n_train:]]
    test_set = [(plain(image), int(label)) for image, label in zip(test_images, test_labels)]

    train = DataLoader(
        train_set, cfg.batch_size, sampler=Shuffled(n_train, cfg.seed), num_workers=cfg.num_workers
    )
    val = DataLoader(val_set, cfg.batch_size, num_workers=cfg.num_workers)
    test = DataLoader(test_set, cfg.batch_size, num_workers=cfg.num_workers)
    return Loaders(train, val, test)
