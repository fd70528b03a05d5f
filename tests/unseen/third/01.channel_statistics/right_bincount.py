# right: counts how often each of the 256 bytes occurs in each channel and works from the counts
import torch


def channel_statistics(images):
    levels = torch.arange(256, dtype=torch.float64) / 255
    means, stds = [], []
    for c in range(images.shape[1]):
        counts = torch.bincount(images[:, c].flatten().long(), minlength=256).double()
        share = counts / counts.sum()
        mean = (share * levels).sum()
        variance = (share * (levels - mean) ** 2).sum()
        means.append(mean)
        stds.append(variance.sqrt())
    return torch.stack(means).float(), torch.stack(stds).float()
