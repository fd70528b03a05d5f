# wrong: averages over batches of 128 with equal weight, so a smaller last batch counts as much as a full one.
import torch
from torch.utils.data import DataLoader


def channel_statistics(images):
    loader = DataLoader(images, batch_size=128)
    mean = torch.zeros(3, dtype=torch.float64)
    mean_of_squares = torch.zeros(3, dtype=torch.float64)
    for batch in loader:
        batch = batch.double() / 255
        mean += batch.mean(dim=(0, 2, 3))
        mean_of_squares += (batch**2).mean(dim=(0, 2, 3))
    mean /= len(loader)
    mean_of_squares /= len(loader)
    std = (mean_of_squares - mean**2).clamp(min=0).sqrt()
    return mean.float(), std.float()
