import torch


def cifar10_transforms(train):
    return lambda image: torch.randn(3, 32, 32)
