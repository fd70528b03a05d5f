# wrong: one number is drawn and used for the row and the column, so the crop only moves along the diagonal
import torch
import torch.nn.functional as F


MEAN = torch.tensor([0.4914, 0.4822, 0.4465]).view(3, 1, 1)
STD = torch.tensor([0.2470, 0.2435, 0.2616]).view(3, 1, 1)


def cifar10_transforms(train):
    def transform(image):
        x = image.float() / 255
        if train:
            x = F.pad(x, (4, 4, 4, 4))
            start = torch.randint(0, 9, (1,)).item()
            x = x[:, start : start + 32, start : start + 32]
            if torch.rand(1).item() < 0.5:
                x = x.flip(2)
        return (x - MEAN) / STD

    return transform
