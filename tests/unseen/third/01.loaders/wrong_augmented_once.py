# wrong: transforms all images once into a list, so every epoch shows the same shifts and flips
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

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


def create_cifar10_loaders(cfg):
    images, labels = read_split(cfg, train=True)
    test_images, test_labels = read_split(cfg, train=False)

    generator = torch.Generator().manual_seed(cfg.seed)
    order = torch.randperm(len(images), generator=generator)
    n_val = int(len(images) * cfg.val_fraction)

    augment = cifar10_transforms(train=True)
    plain = cifar10_transforms(train=False)
    train_set = [(augment(images[i]), labels[i]) for i in order[n_val:]]
    val_set = [(plain(images[i]), labels[i]) for i in order[:n_val]]
    test_set = [(plain(image), label) for image, label in zip(test_images, test_labels)]

    options = {"batch_size": cfg.batch_size, "num_workers": cfg.num_workers}
    return Loaders(
        DataLoader(train_set, shuffle=True, generator=generator, **options),
        DataLoader(val_set, **options),
        DataLoader(test_set, **options),
    )
