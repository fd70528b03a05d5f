# right: a chain of torchvision's ready-made transforms
import torch
from torchvision.transforms import v2


def cifar10_transforms(train):
    steps = []
    if train:
        steps += [v2.RandomCrop(32, padding=4), v2.RandomHorizontalFlip()]
    steps += [
        v2.ToDtype(torch.float32, scale=True),
        v2.Normalize(mean=[0.4914, 0.4822, 0.4465], std=[0.2470, 0.2435, 0.2616]),
    ]
    return v2.Compose(steps)
