# wrong: normalises each image with its own mean and deviation instead of those of all training images
import torch
import torch.nn.functional as F


def cifar10_transforms(train):
    def transform(image):
        if train:
            top, left = torch.randint(9, (2,)).tolist()
            image = F.pad(image, [4, 4, 4, 4])[:, top : top + 32, left : left + 32]
            if torch.rand(()) < 0.5:
                image = image.flip(-1)
        x = image.float() / 255
        mean = x.mean(dim=(1, 2), keepdim=True)
        std = x.std(dim=(1, 2), keepdim=True, correction=0)
        return (x - mean) / std.clamp(min=1e-6)

    return transform
