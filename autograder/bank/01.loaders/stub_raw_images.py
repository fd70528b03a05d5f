from torch.utils.data import DataLoader, TensorDataset

from resnet_ref.cifar10 import read_split


def create_cifar10_loaders(cfg):
    loader = DataLoader(TensorDataset(*read_split(cfg, True)), cfg.batch_size)
    return loader, loader, loader
