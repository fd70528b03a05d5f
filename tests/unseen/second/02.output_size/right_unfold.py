# right: lets Tensor.unfold cut the windows of a row without data (meta device) and reads the shape.
import torch


def conv_output_size(size, kernel, stride=1, padding=0):
    row = torch.empty(size + 2 * padding, device="meta")
    places, _ = row.unfold(0, kernel, stride).shape
    return places
