# right: goes in chunks and merges count, mean and sum of squared differences (Chan's formula).
import torch
from torch import Tensor


def channel_statistics(images: Tensor) -> tuple[Tensor, Tensor]:
    count = 0
    mean = torch.zeros(3, dtype=torch.float64)
    m2 = torch.zeros(3, dtype=torch.float64)
    for chunk in images.split(300):
        values = chunk.to(torch.float64).div(255)
        n = values.numel() // values.shape[1]
        chunk_mean = torch.einsum("nchw->c", values) / n
        chunk_m2 = torch.einsum("nchw->c", (values - chunk_mean.view(1, -1, 1, 1)) ** 2)
        delta = chunk_mean - mean
        total = count + n
        m2 = m2 + chunk_m2 + delta**2 * (count * n / total)
        mean = mean + delta * (n / total)
        count = total
    return mean.to(torch.float32), (m2 / count).sqrt().to(torch.float32)
