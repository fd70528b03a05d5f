# right: one walk in chunks; counts, means and squared deviations of the chunks are merged as by Chan et al.
import torch


def channel_statistics(images):
    channels = images.shape[1]
    count, mean, squares = 0, torch.zeros(channels, dtype=torch.float64), torch.zeros(channels, dtype=torch.float64)
    for chunk in images.split(128):
        x = chunk.double().movedim(1, 0).flatten(1) / 255
        n = x.shape[1]
        var, its_mean = torch.var_mean(x, dim=1, correction=0)
        delta = its_mean - mean
        total = count + n
        mean = mean + delta * n / total
        squares = squares + var * n + delta**2 * (count * n / total)
        count = total
    return mean.to(torch.float32), (squares / count).sqrt().to(torch.float32)
