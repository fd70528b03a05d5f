# right: a raw TensorDataset, Subset by indices, a wrapper that maps the transform, RandomSampler.
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset, RandomSampler, Subset, TensorDataset

from resnet_ref.cifar10 import LoaderConfig, Loaders, read_split


class Augment:
    mean = torch.tensor([0.4914, 0.4822, 0.4465]).view(3, 1, 1)
    std = torch.tensor([0.2470, 0.2435, 0.2616]).view(3, 1, 1)

    def __init__(self, train: bool):
        self.train = train

    def __call__(self, image: torch.Tensor) -> torch.Tensor:
        if self.train:
            top, left = torch.randint(9, (2,)).tolist()
            image = F.pad(image, [4] * 4)[:, top : top + 32, left : left + 32]
            if torch.rand(()) < 0.5:
                image = image.flip(-1)
        return (image.float() / 255 - self.mean) / self.std


def cifar10_transforms(train):
    return Augment(train)


class Mapped(Dataset):
    def __init__(self, data, function):
        self.data, self.function = data, function

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        image, label = self.data[index]
        return self.function(image), label


def create_cifar10_loaders(cfg: LoaderConfig) -> Loaders:
    pool = TensorDataset(*read_split(cfg, True))
    rng = torch.Generator()
    rng.manual_seed(cfg.seed)
    indices = torch.randperm(len(pool), generator=rng).tolist()
    cut = round(cfg.val_fraction * len(pool))

    plain = cifar10_transforms(False)
    train = Mapped(Subset(pool, indices[cut:]), cifar10_transforms(True))
    val = Mapped(Subset(pool, sorted(indices[:cut])), plain)
    test = Mapped(TensorDataset(*read_split(cfg, False)), plain)

    common = {"batch_size": cfg.batch_size, "num_workers": cfg.num_workers}
    return Loaders(
        train=DataLoader(train, sampler=RandomSampler(train, generator=rng), **common),
        val=DataLoader(val, **common),
        test=DataLoader(test, **common),
    )
