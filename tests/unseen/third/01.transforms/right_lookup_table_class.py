# right: a class with __call__; the normalised value of every possible byte is worked out once and looked up
import torch


class Transform:
    def __init__(self, train):
        self.train = train
        mean = torch.tensor([0.4914, 0.4822, 0.4465])
        std = torch.tensor([0.2470, 0.2435, 0.2616])
        byte = torch.arange(256) / 255
        self.table = (byte - mean[:, None]) / std[:, None]  # [3, 256]

    def __call__(self, image):
        if self.train:
            canvas = torch.zeros(3, 40, 40, dtype=torch.uint8)
            canvas[:, 4:36, 4:36] = image
            place = int(torch.randint(81, ()))
            row, column = divmod(place, 9)
            image = canvas[:, row : row + 32, column : column + 32]
            if torch.rand(()) >= 0.5:
                image = image[:, :, torch.arange(31, -1, -1)]
        return torch.stack([self.table[c][image[c].long()] for c in range(3)])


def cifar10_transforms(train):
    return Transform(train)
