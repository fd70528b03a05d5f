# right: the data sets hold raw bytes (TensorDataset and Subset); a collate function transforms when the batch is put together
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, RandomSampler, Subset, TensorDataset

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


class Collate:
    def __init__(self, train):
        self.transform = cifar10_transforms(train)

    def __call__(self, pairs):
        images, labels = zip(*pairs)
        return torch.stack([self.transform(image) for image in images]), torch.stack(labels)


def create_cifar10_loaders(cfg):
    everything = TensorDataset(*read_split(cfg, train=True))
    generator = torch.Generator().manual_seed(cfg.seed)
    n_val = round(cfg.val_fraction * len(everything))
    order = torch.randperm(len(everything), generator=generator).tolist()
    common = dict(batch_size=cfg.batch_size, num_workers=cfg.num_workers)
    train_set = Subset(everything, order[n_val:])
    return Loaders(
        train=DataLoader(
            train_set,
            sampler=RandomSampler(train_set, generator=generator),
            collate_fn=Collate(True),
            **common,
        ),
        val=DataLoader(Subset(everything, order[:n_val]), collate_fn=Collate(False), **common),
        test=DataLoader(TensorDataset(*read_split(cfg, train=False)), collate_fn=Collate(False), **common),
    )
