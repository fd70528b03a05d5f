# wrong: sets the global seed inside the transform, so each image gets the same shift and flip every time
import torch
import torch.nn.functional as F

MEAN = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
STD = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]


def cifar10_transforms(train):
    def augment(image):
        torch.manual_seed(0)
        top, left = torch.randint(9, (2,)).tolist()
        image = F.pad(image, [4, 4, 4, 4])[:, top : top + 32, left : left + 32]
        return image.flip(-1) if torch.rand(()) < 0.5 else image

    def transform(image):
        image = augment(image) if train else image
        return (image.float() / 255 - MEAN) / STD

    return transform
