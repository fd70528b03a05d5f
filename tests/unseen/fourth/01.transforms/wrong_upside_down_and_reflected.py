# wrong: two mistakes: flips from top to bottom, and pads with reflected pixels in place of black
import torch
import torch.nn.functional as F


class Transform:
    def __init__(self, train):
        self.train = train
        self.mean = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
        self.std = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]

    def __call__(self, image):
        x = image.float() / 255
        if self.train:
            x = F.pad(x[None], (4, 4, 4, 4), mode="reflect")[0]
            i, j = torch.randint(9, (2,)).tolist()
            x = x[:, i : i + 32, j : j + 32]
            if torch.rand(()) < 0.5:
                x = x.flip(1)
        return (x - self.mean) / self.std


def cifar10_transforms(train):
    return Transform(train)
