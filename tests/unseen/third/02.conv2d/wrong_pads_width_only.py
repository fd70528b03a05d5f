# wrong: F.pad with two numbers pads left and right, not top and bottom
import torch
import torch.nn.functional as F


def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1


def conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[-1]
    x = F.pad(x, (padding, padding))
    height = conv_output_size(x.shape[2], k, stride)
    width = conv_output_size(x.shape[3], k, stride)
    windows = F.unfold(x, k, stride=stride)
    out = weight.flatten(1) @ windows
    return out.reshape(len(x), -1, height, width)
