# wrong: takes the root of the number of places for height and width, so only square pictures come out right
import torch
import torch.nn.functional as F


def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1


def conv2d(x, weight, stride=1, padding=0):
    n = x.shape[0]
    k = weight.shape[-1]
    windows = F.unfold(x, kernel_size=k, stride=stride, padding=padding)
    out = weight.flatten(1) @ windows  # [N, K, L]
    side = int(out.shape[-1] ** 0.5)
    return out.reshape(n, weight.shape[0], side, -1)
