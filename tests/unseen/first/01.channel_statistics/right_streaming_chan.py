# right: goes through the images in pieces and merges means and sums of squares (Chan's formula)
import torch


def _merge(a, b):
    n_a, mean_a, m2_a = a
    n_b, mean_b, m2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a + delta * (n_b / n), m2_a + m2_b + delta**2 * (n_a * n_b / n)


def channel_statistics(images):
    state = (0, torch.zeros(3, dtype=torch.float64), torch.zeros(3, dtype=torch.float64))
    for piece in images.split(700):
        x = piece.double().movedim(1, 0).flatten(1)
        mu = x.mean(1)
        state = _merge(state, (x.shape[1], mu, ((x - mu[:, None]) ** 2).sum(1)))
    n, mean, m2 = state
    return (mean / 255).to(torch.float32), (m2 / n).sqrt().div(255).to(torch.float32)
