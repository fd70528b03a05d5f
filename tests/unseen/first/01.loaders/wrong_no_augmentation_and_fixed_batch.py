# wrong: the training images are not shifted and flipped AND the batch size is fixed as 128
import torch
from torch.utils.data import DataLoader, TensorDataset, random_split
from torchvision.transforms import v2

from resnet_ref.cifar10 import Loaders, read_split


def cifar10_transforms(train):
    steps = [v2.RandomCrop(32, padding=4), v2.RandomHorizontalFlip()] if train else []
    steps.append(v2.ToDtype(torch.float32, scale=True))
    steps.append(v2.Normalize([0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]))
    return v2.Compose(steps)


def create_cifar10_loaders(cfg):
    transform = cifar10_transforms(train=False)
    generator = torch.Generator().manual_seed(cfg.seed)
    images, labels = read_split(cfg, train=True)
    test_images, test_labels = read_split(cfg, train=False)
    full = TensorDataset(torch.stack([transform(image) for image in images]), labels)
    n_val = round(len(full) * cfg.val_fraction)
    train_set, val_set = random_split(full, [len(full) - n_val, n_val], generator=generator)
    test_set = TensorDataset(torch.stack([transform(image) for image in test_images]), test_labels)
    train = DataLoader(
        train_set, batch_size=128, shuffle=True, generator=generator, num_workers=cfg.num_workers
    )
    val = DataLoader(val_set, batch_size=128, num_workers=cfg.num_workers)
    test = DataLoader(test_set, batch_size=128, num_workers=cfg.num_workers)
    return Loaders(train, val, test)
