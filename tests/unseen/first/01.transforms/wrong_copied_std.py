# wrong: normalises with the much copied deviations 0.2023, 0.1994, 0.2010 instead of the true ones
from torchvision import transforms


def cifar10_transforms(train):
    normalise = transforms.Normalize((0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010))
    to_float = transforms.Lambda(lambda image: image.float() / 255)
    if train:
        return transforms.Compose(
            [transforms.RandomCrop(32, padding=4), transforms.RandomHorizontalFlip(), to_float, normalise]
        )
    return transforms.Compose([to_float, normalise])
