# right: no padding: each output pixel looks its source up by index, and is black where the index is outside
import torch

MEAN = torch.tensor([0.4914, 0.4822, 0.4465]).reshape(3, 1, 1)
STD = torch.tensor([0.2470, 0.2435, 0.2616]).reshape(3, 1, 1)


class _Transform:
    def __init__(self, train):
        self.train = train

    def __call__(self, image):
        x = image.float()
        if self.train:
            down, right = (torch.randint(9, (2,)) - 4).tolist()
            rows, columns = torch.arange(32) + down, torch.arange(32) + right
            if torch.rand(()) < 0.5:
                columns = columns.flip(0)
            inside = ((rows >= 0) & (rows < 32))[:, None] & ((columns >= 0) & (columns < 32))
            x = x[:, rows.clamp(0, 31)][:, :, columns.clamp(0, 31)] * inside
        return (x / 255 - MEAN) / STD


def cifar10_transforms(train):
    return _Transform(train)
