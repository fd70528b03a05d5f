# right: counts how often each byte value occurs, statistics from the 256 counts
import torch


def channel_statistics(images):
    values = torch.arange(256, dtype=torch.float64) / 255
    means, stds = [], []
    for c in range(images.shape[1]):
        counts = torch.bincount(images[:, c].reshape(-1).long(), minlength=256).double()
        p = counts / counts.sum()
        mu = (p * values).sum()
        means.append(mu)
        stds.append((p * (values - mu) ** 2).sum().sqrt())
    return torch.stack(means).float(), torch.stack(stds).float()
