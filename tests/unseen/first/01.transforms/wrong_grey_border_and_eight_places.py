# wrong: pads after normalising, so the border is grey and not black AND draws only eight of the nine places
import torch
import torch.nn.functional as F


def cifar10_transforms(train):
    mean = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
    std = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]

    def transform(image):
        x = (image.float() / 255 - mean) / std
        if not train:
            return x
        x = F.pad(x, [4, 4, 4, 4])
        top = int(torch.randint(0, 8, ()))
        left = int(torch.randint(0, 8, ()))
        x = x[:, top : top + 32, left : left + 32]
        return x.flip(2) if torch.rand(()) < 0.5 else x

    return transform
