"""One channel after the other, with a small epsilon in the denominator."""

import torch


def normalize_for_display(tensor):
    return torch.stack(
        [(channel - channel.min()) / (channel.max() - channel.min() + 1e-6) for channel in tensor]
    )
