# wrong: Each channel is only divided by its largest value and its smallest is not subtracted, so the smallest does not become 0 and a constant channel becomes 1.
import torch


def normalize_for_display(tensor):
    out = torch.zeros_like(tensor)
    for c, channel in enumerate(tensor):
        top = channel.max()
        if top != 0:
            out[c] = channel / top
    return out
