# wrong: The values are scaled to whole numbers 0..255 instead of 0..1.
import torch


def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2), keepdim=True)
    extent = tensor.amax(dim=(1, 2), keepdim=True) - low
    y = (tensor - low) / torch.where(extent == 0, 1.0, extent)
    return (255 * y).round().to(torch.uint8)
