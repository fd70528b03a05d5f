# wrong: gives the places their dimensions back as width, height; only square pictures come out right
import torch.nn.functional as F


def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1


def conv2d(x, weight, stride=1, padding=0):
    n, c, width, height = x.shape
    out, _, k, _ = weight.shape
    h = conv_output_size(height, k, stride, padding)
    w = conv_output_size(width, k, stride, padding)
    y = weight.reshape(out, -1) @ F.unfold(x, k, padding=padding, stride=stride)
    return y.reshape(n, out, h, w)
