# right: Tensor.unfold makes a view of all windows, tensordot multiplies, and the channels are moved to their place last
import torch
import torch.nn.functional as F


def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1


def conv2d(x, weight, stride=1, padding=0):
    n, c, h, w = x.shape
    k = weight.size(2)
    padded = x.new_zeros(n, c, h + 2 * padding, w + 2 * padding)
    padded[:, :, padding : padding + h, padding : padding + w] = x
    windows = padded.unfold(2, k, stride).unfold(3, k, stride)  # [N, C, H', W', k, k]
    out = torch.tensordot(windows, weight, dims=([1, 4, 5], [1, 2, 3]))  # [N, H', W', K]
    return out.movedim(3, 1)
