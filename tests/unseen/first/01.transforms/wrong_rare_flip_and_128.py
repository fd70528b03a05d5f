# wrong: flips one image in ten instead of every other one AND divides the bytes by 128 instead of 255
import torch
import torch.nn.functional as F


def cifar10_transforms(train):
    mean = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
    std = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]

    def transform(image):
        if train:
            top, left = torch.randint(9, (2,)).tolist()
            image = F.pad(image, [4, 4, 4, 4])[:, top : top + 32, left : left + 32]
            if torch.rand(()) > 0.9:
                image = image.flip(-1)
        return (image.float() / 128 - mean) / std

    return transform
