# right: random_split over indices from one generator, a second one for the order; a frozen dataclass as the data set
from dataclasses import dataclass
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset, random_split

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


@dataclass(frozen=True)
class Photos(Dataset):
    images: torch.Tensor
    labels: torch.Tensor
    indices: tuple
    train: bool

    def __len__(self):
        return len(self.indices)

    def __getitem__(self, position):
        i = self.indices[position]
        return cifar10_transforms(self.train)(self.images[i]), int(self.labels[i])


def create_cifar10_loaders(cfg):
    images, labels = read_split(cfg, train=True)
    test_images, test_labels = read_split(cfg, train=False)

    n_val = int(len(images) * cfg.val_fraction)
    kept, held_back = random_split(
        range(len(images)),
        [len(images) - n_val, n_val],
        generator=torch.Generator().manual_seed(cfg.seed),
    )
    order = torch.Generator()
    order.manual_seed(cfg.seed + 1)

    train = DataLoader(
        Photos(images, labels, tuple(kept), True),
        batch_size=cfg.batch_size,
        shuffle=True,
        num_workers=cfg.num_workers,
        generator=order,
    )
    val, test = (
        DataLoader(data, batch_size=cfg.batch_size, num_workers=cfg.num_workers)
        for data in (
            Photos(images, labels, tuple(held_back), False),
            Photos(test_images, test_labels, tuple(range(len(test_images))), False),
        )
    )
    return Loaders(train, val, test)
