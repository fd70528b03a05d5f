# wrong: normalises with the copied deviations 0.2023, 0.1994, 0.2010
import torch
import torch.nn.functional as F

CIFAR_MEAN = (0.4914, 0.4822, 0.4465)
CIFAR_STD = (0.2023, 0.1994, 0.2010)


def cifar10_transforms(train):
    mean = torch.tensor(CIFAR_MEAN)[:, None, None]
    std = torch.tensor(CIFAR_STD)[:, None, None]

    def transform(image):
        if train:
            image = F.pad(image, [4, 4, 4, 4])
            top, left = torch.randint(9, (2,)).tolist()
            image = image[:, top : top + 32, left : left + 32]
            if torch.rand(()) < 0.5:
                image = image.flip(-1)
        return (image.float() / 255 - mean) / std

    return transform
