# wrong: pads with the mirrored border of the image instead of with black
import torch
import torch.nn.functional as F


def cifar10_transforms(train):
    mean = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
    std = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]

    def transform(image):
        x = image.float().div(255)
        if train:
            x = F.pad(x, [4, 4, 4, 4], mode="reflect")
            i = int(torch.randint(9, ()))
            j = int(torch.randint(9, ()))
            x = x[:, i : i + 32, j : j + 32]
            if torch.rand(()) < 0.5:
                x = x.flip(-1)
        return (x - mean) / std

    return transform
