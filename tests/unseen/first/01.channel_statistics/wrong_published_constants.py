# wrong: returns the published numbers of CIFAR-10 whatever the images are
import torch


def channel_statistics(images):
    mean = torch.tensor([0.4914, 0.4822, 0.4465])
    std = torch.tensor([0.2470, 0.2435, 0.2616])
    return mean, std
