"""torchvision's first transforms, by way of a PIL image; the flip comes first; rounded constants."""

from torchvision import transforms


def cifar10_transforms(train):
    augment = [transforms.RandomHorizontalFlip(p=0.5), transforms.RandomCrop((32, 32), padding=4)]
    return transforms.Compose(
        [
            transforms.ToPILImage(),
            *(augment if train else []),
            transforms.ToTensor(),
            transforms.Normalize(mean=[0.491, 0.482, 0.447], std=[0.247, 0.243, 0.262]),
        ]
    )
