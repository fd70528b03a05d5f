# wrong: normalises in training only; in testing the image stays in 0..1
import torch
import torch.nn.functional as F


def cifar10_transforms(train):
    mean = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
    std = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]

    def train_transform(image):
        top, left = torch.randint(9, (2,)).tolist()
        image = F.pad(image, [4, 4, 4, 4])[:, top : top + 32, left : left + 32]
        if torch.rand(()) < 0.5:
            image = image.flip(-1)
        return (image.float() / 255 - mean) / std

    def test_transform(image):
        return image.float() / 255

    return train_transform if train else test_transform
