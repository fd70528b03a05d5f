# right: F.unfold and one matrix product
import torch.nn.functional as F


def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1


def conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[-1]
    height = conv_output_size(x.shape[2], k, stride, padding)
    width = conv_output_size(x.shape[3], k, stride, padding)
    windows = F.unfold(x, k, padding=padding, stride=stride)
    return (weight.flatten(1) @ windows).reshape(len(x), len(weight), height, width)
