# wrong: flips from top to bottom, not left to right AND normalises with ImageNet's mean and deviation.
import torch
import torch.nn.functional as F

MEAN = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)


def cifar10_transforms(train):
    def transform(image):
        if train:
            top, left = torch.randint(9, (2,)).tolist()
            image = F.pad(image, [4, 4, 4, 4])[:, top : top + 32, left : left + 32]
            if torch.rand(()) < 0.5:
                image = torch.flip(image, dims=(1,))
        return (image.float() / 255 - MEAN) / STD

    return transform
