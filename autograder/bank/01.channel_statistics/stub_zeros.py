import torch


def channel_statistics(images):
    return torch.zeros(3), torch.zeros(3)
