# right: the data sets hold bytes only; a whole batch is cropped, flipped and normalised in collate_fn
from functools import partial

import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset, random_split
from resnet_ref.cifar10 import Loaders, read_split

MEAN = torch.tensor([0.4914, 0.4822, 0.4465]).view(1, 3, 1, 1)
STD = torch.tensor([0.2470, 0.2435, 0.2616]).view(1, 3, 1, 1)


def collate(samples, augment):
    images = torch.stack([image for image, _ in samples])
    labels = torch.stack([label for _, label in samples])
    if augment:
        padded = F.pad(images, [4, 4, 4, 4])
        places = torch.randint(9, (len(images), 2)).tolist()
        coins = torch.rand(len(images)) < 0.5
        crops = [one[:, i : i + 32, j : j + 32] for one, (i, j) in zip(padded, places)]
        images = torch.stack([crop.flip(2) if coin else crop for crop, coin in zip(crops, coins.tolist())])
    return (images.float() / 255 - MEAN) / STD, labels


def create_cifar10_loaders(cfg):
    generator = torch.Generator().manual_seed(cfg.seed)
    whole = TensorDataset(*read_split(cfg, train=True))
    n_val = round(cfg.val_fraction * len(whole))
    train, val = random_split(whole, [len(whole) - n_val, n_val], generator=generator)
    loader = partial(DataLoader, batch_size=cfg.batch_size, num_workers=cfg.num_workers)
    return Loaders(
        train=loader(train, shuffle=True, generator=generator, collate_fn=partial(collate, augment=True)),
        val=loader(val, collate_fn=partial(collate, augment=False)),
        test=loader(TensorDataset(*read_split(cfg, train=False)), collate_fn=partial(collate, augment=False)),
    )
