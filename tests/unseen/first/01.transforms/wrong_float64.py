# wrong: numpy makes float64 of it, and float32 is asked for
import numpy as np
import torch


def cifar10_transforms(train):
    mean = np.array([0.4914, 0.4822, 0.4465]).reshape(3, 1, 1)
    std = np.array([0.2470, 0.2435, 0.2616]).reshape(3, 1, 1)

    def transform(image):
        a = image.numpy()
        if train:
            a = np.pad(a, ((0, 0), (4, 4), (4, 4)))
            top, left = torch.randint(9, (2,)).tolist()
            a = a[:, top : top + 32, left : left + 32]
            if torch.rand(()) < 0.5:
                a = a[:, :, ::-1]
        return torch.tensor((a / 255 - mean) / std)

    return transform
