"""`.view` of what comes in, and whole numbers turned into float64 first."""


def channel_statistics(images):
    n, c, h, w = images.shape
    flat = images.view(n, c, h * w).double() / 255
    mean = flat.mean((0, 2))
    return mean.float(), ((flat - mean.view(1, 3, 1)) ** 2).mean((0, 2)).sqrt().float()
