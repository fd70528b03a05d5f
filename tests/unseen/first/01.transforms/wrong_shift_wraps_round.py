# wrong: shifts with torch.roll, so what leaves on one side comes in on the other, instead of black
import torch


def cifar10_transforms(train):
    mean = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
    std = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]

    def transform(image):
        if train:
            dy, dx = (torch.randint(9, (2,)) - 4).tolist()
            image = torch.roll(image, shifts=(dy, dx), dims=(1, 2))
            if torch.rand(()) < 0.5:
                image = image.flip(-1)
        return (image.float() / 255 - mean) / std

    return transform
