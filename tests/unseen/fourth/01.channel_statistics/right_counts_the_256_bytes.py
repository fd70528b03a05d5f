# right: counts how often each of the 256 bytes occurs, and takes the moments of that histogram
import torch


def channel_statistics(images):
    levels = torch.arange(256, dtype=torch.float64) / 255
    means, deviations = [], []
    for channel in images.transpose(0, 1):
        counts = torch.bincount(channel.flatten().long(), minlength=256).double()
        share = counts / counts.sum()
        mean = torch.dot(share, levels)
        means.append(mean)
        deviations.append(torch.dot(share, (levels - mean) ** 2).sqrt())
    return torch.stack(means).float(), torch.stack(deviations).float()
