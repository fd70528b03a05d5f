# right: random_split of indices, a wrapper that looks an index up, torchvision transforms
import torch
from torch.utils.data import DataLoader, Dataset, random_split
from torchvision.transforms import v2

from resnet_ref.cifar10 import LoaderConfig, Loaders, read_split


def cifar10_transforms(train):
    steps = [v2.RandomCrop(32, padding=4), v2.RandomHorizontalFlip()] if train else []
    steps.append(v2.ToDtype(torch.float32, scale=True))
    steps.append(v2.Normalize([0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]))
    return v2.Compose(steps)


class Mapped(Dataset):
    """Applies a transform to the images of another dataset."""

    def __init__(self, base: Dataset, transform) -> None:
        self.base, self.transform = base, transform

    def __len__(self) -> int:
        return len(self.base)

    def __getitem__(self, i: int):
        image, label = self.base[i]
        return self.transform(image), label


def create_cifar10_loaders(cfg: LoaderConfig) -> Loaders:
    pairs = torch.utils.data.TensorDataset(*read_split(cfg, train=True))
    n_val = int(len(pairs) * cfg.val_fraction + 0.5)
    split_rng = torch.Generator().manual_seed(cfg.seed)
    train_part, val_part = random_split(pairs, [len(pairs) - n_val, n_val], generator=split_rng)
    test_part = torch.utils.data.TensorDataset(*read_split(cfg, train=False))

    order_rng = torch.Generator().manual_seed(cfg.seed)
    train = DataLoader(
        Mapped(train_part, cifar10_transforms(True)),
        batch_size=cfg.batch_size,
        shuffle=True,
        num_workers=cfg.num_workers,
        generator=order_rng,
    )
    val, test = (
        DataLoader(Mapped(part, cifar10_transforms(False)), cfg.batch_size, num_workers=cfg.num_workers)
        for part in (val_part, test_part)
    )
    return Loaders(train=train, val=val, test=test)
