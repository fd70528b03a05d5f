# wrong: pads with the mirrored image (reflect) instead of black pixels
import torch
from torchvision.transforms import v2


def cifar10_transforms(train):
    steps = []
    if train:
        steps.append(v2.RandomCrop(32, padding=4, padding_mode="reflect"))
        steps.append(v2.RandomHorizontalFlip())
    steps.append(v2.ToDtype(torch.float32, scale=True))
    steps.append(v2.Normalize([0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]))
    return v2.Compose(steps)
