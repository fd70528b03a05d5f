# wrong: averages over batches of 64 as if all were of the same size, a smaller last batch counts too much
import torch


def channel_statistics(images):
    mean = torch.zeros(3, dtype=torch.float64)
    mean_square = torch.zeros(3, dtype=torch.float64)
    batches = 0
    for batch in images.split(64):
        x = batch.double() / 255
        mean += x.mean(dim=(0, 2, 3))
        mean_square += (x**2).mean(dim=(0, 2, 3))
        batches += 1
    mean /= batches
    mean_square /= batches
    std = (mean_square - mean**2).clamp(min=0).sqrt()
    return mean.float(), std.float()
