# right: exact integer sums of bytes and of their squares, E[x^2] - E[x]^2 in double
import torch


def channel_statistics(images):
    pixels = images.permute(1, 0, 2, 3).flatten(1).to(torch.int64)
    n = pixels.size(1)
    total = pixels.sum(-1).to(torch.float64)
    squares = (pixels * pixels).sum(-1).to(torch.float64)
    mean = total / n
    variance = torch.clamp(squares / n - mean * mean, min=0)
    return mean.div(255).float(), torch.sqrt(variance).div(255).float()
