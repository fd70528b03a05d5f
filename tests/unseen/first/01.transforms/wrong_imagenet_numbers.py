# wrong: normalises with ImageNet's mean and deviation instead of CIFAR-10's
import torch
from torchvision.transforms import v2


def cifar10_transforms(train):
    tail = [
        v2.ToDtype(torch.float32, scale=True),
        v2.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]),
    ]
    if train:
        return v2.Compose([v2.RandomCrop(32, padding=4), v2.RandomHorizontalFlip(p=0.5), *tail])
    return v2.Compose(tail)
