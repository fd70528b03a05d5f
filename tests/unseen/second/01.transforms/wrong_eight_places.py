# wrong: draws the crop's place from 0 to 7, so the last of the nine rows and columns is never used.
import torch
import torch.nn.functional as F


class Transform:
    padding = 4

    def __init__(self, train):
        self.train = train
        self.mean = torch.tensor([0.4914, 0.4822, 0.4465]).view(3, 1, 1)
        self.std = torch.tensor([0.2470, 0.2435, 0.2616]).view(3, 1, 1)

    def crop(self, image):
        size = image.shape[-1]
        padded = F.pad(image, [self.padding] * 4)
        top = torch.randint(padded.shape[-2] - size, ()).item()
        left = torch.randint(padded.shape[-1] - size, ()).item()
        return padded[:, top : top + size, left : left + size]

    def __call__(self, image):
        if self.train:
            image = self.crop(image)
            if torch.rand(()) < 0.5:
                image = image.flip(-1)
        return (image.float() / 255 - self.mean) / self.std


def cifar10_transforms(train):
    return Transform(train)
