# wrong: averages the chunks' means with equal weight, although the last chunk is smaller
import torch


def channel_statistics(images):
    # in pieces, so that it fits into memory
    means = []
    squares = []
    for chunk in images.split(64):
        x = chunk.double() / 255
        means.append(x.mean(dim=(0, 2, 3)))
        squares.append(x.square().mean(dim=(0, 2, 3)))
    mean = torch.stack(means).mean(dim=0)
    variance = torch.stack(squares).mean(dim=0) - mean.square()
    return mean.float(), variance.sqrt().float()
