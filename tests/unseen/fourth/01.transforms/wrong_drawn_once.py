# wrong: the place and the coin are drawn when the transform is made, not for every image
import torch
import torch.nn.functional as F


def cifar10_transforms(train):
    mean = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
    std = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]
    top, left = torch.randint(9, (2,)).tolist()
    flip = torch.rand(()).item() < 0.5

    def transform(image):
        if train:
            image = F.pad(image, [4, 4, 4, 4])[:, top : top + 32, left : left + 32]
            if flip:
                image = image.flip(-1)
        return (image.float() / 255 - mean) / std

    return transform
