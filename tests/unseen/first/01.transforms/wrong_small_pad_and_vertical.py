# wrong: pads with two pixels, not four, so there are five places AND flips top to bottom as well
from torchvision import transforms


def cifar10_transforms(train):
    normalise = transforms.Normalize((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616))
    as_float = transforms.Lambda(lambda image: image.float().div(255))
    if not train:
        return transforms.Compose([as_float, normalise])
    return transforms.Compose(
        [
            transforms.RandomCrop(32, padding=2),
            transforms.RandomHorizontalFlip(),
            transforms.RandomVerticalFlip(),
            as_float,
            normalise,
        ]
    )
