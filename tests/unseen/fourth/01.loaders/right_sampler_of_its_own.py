# right: a sampler of its own draws each epoch's order; val and test are normalised once and kept as float tensors
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset, Sampler, TensorDataset
from resnet_ref.cifar10 import Loaders, read_split

MEAN = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
STD = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]


def normalise(images):
    return (images.float() / 255 - MEAN) / STD


class Shuffler(Sampler):
    def __init__(self, size, generator):
        self.size, self.generator = size, generator

    def __len__(self):
        return self.size

    def __iter__(self):
        yield from torch.randperm(self.size, generator=self.generator).tolist()


class Augmented(Dataset):
    def __init__(self, images, labels):
        self.padded, self.labels = F.pad(images, [4] * 4), labels

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        image = self.padded[index]
        for dim in (1, 2):
            image = image.narrow(dim, int(torch.randint(9, ())), 32)
        if torch.rand(()) < 0.5:
            image = image.flip(-1)
        return normalise(image), self.labels[index]


def create_cifar10_loaders(cfg):
    generator = torch.Generator().manual_seed(cfg.seed)
    images, labels = read_split(cfg, train=True)
    held_out = torch.zeros(len(images), dtype=torch.bool)
    held_out[torch.randperm(len(images), generator=generator)[: round(len(images) * cfg.val_fraction)]] = True
    train = Augmented(images[~held_out], labels[~held_out])
    val = TensorDataset(normalise(images[held_out]), labels[held_out])
    test_images, test_labels = read_split(cfg, train=False)
    return Loaders(
        DataLoader(train, cfg.batch_size, sampler=Shuffler(len(train), generator), num_workers=cfg.num_workers),
        DataLoader(val, cfg.batch_size, num_workers=cfg.num_workers),
        DataLoader(TensorDataset(normalise(test_images), test_labels), cfg.batch_size, num_workers=cfg.num_workers),
    )
