# wrong: draws one number and uses it as row and as column, so only the nine crops on the diagonal occur.
import torch
import torch.nn.functional as F


def cifar10_transforms(train):
    mean = torch.tensor([0.4914, 0.4822, 0.4465]).reshape(3, 1, 1)
    std = torch.tensor([0.2470, 0.2435, 0.2616]).reshape(3, 1, 1)

    def normalise(image):
        return (image.float() / 255 - mean) / std

    def augment(image):
        start = int(torch.randint(0, 9, (1,)))
        padded = F.pad(image, [4, 4, 4, 4])
        image = padded[:, start : start + 32, start : start + 32]
        return image.flip(-1) if torch.rand(()) < 0.5 else image

    if train:
        return lambda image: normalise(augment(image))
    return normalise
