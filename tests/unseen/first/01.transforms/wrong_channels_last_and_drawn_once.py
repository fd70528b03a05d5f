# wrong: returns [32, 32, 3], the order of matplotlib AND tosses the coin for the flip once for all images
import torch
import torch.nn.functional as F


def cifar10_transforms(train):
    mean = torch.tensor([0.4914, 0.4822, 0.4465])
    std = torch.tensor([0.2470, 0.2435, 0.2616])
    flip = bool(torch.rand(()) < 0.5)

    def transform(image):
        if train:
            top, left = torch.randint(9, (2,)).tolist()
            image = F.pad(image, [4, 4, 4, 4])[:, top : top + 32, left : left + 32]
            if flip:
                image = image.flip(-1)
        return (image.permute(1, 2, 0).float() / 255 - mean) / std

    return transform
