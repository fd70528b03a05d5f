# wrong: randint(0, 8) never gives 8, so the crops that are furthest to the right and to the bottom are never drawn
import torch
import torch.nn.functional as F


def cifar10_transforms(train):
    mean = torch.tensor([0.4914, 0.4822, 0.4465]).view(3, 1, 1)
    std = torch.tensor([0.2470, 0.2435, 0.2616]).view(3, 1, 1)
    padding = 4

    def transform(image):
        if train:
            padded = F.pad(image, [padding] * 4)
            top = torch.randint(0, 2 * padding, (1,)).item()
            left = torch.randint(0, 2 * padding, (1,)).item()
            image = padded[:, top : top + 32, left : left + 32]
            if torch.rand(1).item() < 0.5:
                image = torch.flip(image, dims=[2])
        return (image.float() / 255 - mean) / std

    return transform
