# right: counts how often each of the 256 byte values occurs and takes the moments of the counts.
import torch


def channel_statistics(images):
    levels = torch.arange(256, dtype=torch.float64) / 255
    means, stds = [], []
    for channel in images.unbind(dim=1):
        share = torch.bincount(channel.flatten().long(), minlength=256).double()
        share = share / share.sum()
        mu = (share * levels).sum()
        means.append(mu)
        stds.append((share * (levels - mu) ** 2).sum().sqrt())
    return torch.stack(means).float(), torch.stack(stds).float()
