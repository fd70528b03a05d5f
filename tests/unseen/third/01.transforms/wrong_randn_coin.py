# wrong: the coin is drawn with randn instead of rand, so fewer than a third of the images are flipped
import torch
import torch.nn.functional as F


def cifar10_transforms(train):
    mean = torch.tensor([0.4914, 0.4822, 0.4465])
    std = torch.tensor([0.2470, 0.2435, 0.2616])

    def transform(image):
        out = image
        if train:
            padded = F.pad(image, [4, 4, 4, 4])
            top, left = torch.randint(9, (2,))
            out = padded[:, top : top + 32, left : left + 32]
            if torch.randn(()) > 0.5:
                out = out.flip(-1)
        out = out.float() / 255
        return (out - mean[:, None, None]) / std[:, None, None]

    return transform
