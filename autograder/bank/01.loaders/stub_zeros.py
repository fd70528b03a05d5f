import torch


def create_cifar10_loaders(cfg):
    batches = [(torch.zeros(16, 3, 32, 32), torch.zeros(16, dtype=torch.long))] * 3
    return batches, batches[:1], batches[:2]
