# wrong: reshapes the weight to [C*k*k, K] where it has to be transposed
import torch
import torch.nn.functional as F


def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1


def conv2d(x, weight, stride=1, padding=0):
    K, C, k, _ = weight.shape
    N, _, H, W = x.shape
    windows = F.unfold(x, k, padding=padding, stride=stride).transpose(1, 2)  # [N, L, C*k*k]
    out = windows @ weight.reshape(C * k * k, K)  # [N, L, K]
    out = out.transpose(1, 2)
    return out.reshape(N, K, conv_output_size(H, k, stride, padding), conv_output_size(W, k, stride, padding))
