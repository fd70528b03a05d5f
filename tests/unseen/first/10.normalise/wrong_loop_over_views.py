# wrong: The channels are views, and -= and /= write into the argument AND a constant channel becomes nan.
import torch


def normalize_for_display(tensor):
    channels = []
    for channel in tensor:
        channel -= channel.min()
        channel /= channel.max()
        channels.append(channel)
    return torch.stack(channels)
