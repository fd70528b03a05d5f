# wrong: the places get their two dimensions back as width times height
import torch
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    N, C, W, H = x.shape
    K, _, k, _ = weight.shape
    out = weight.flatten(1) @ F.unfold(x, k, stride=stride, padding=padding)
    H_out = (H + 2 * padding - k) // stride + 1
    W_out = (W + 2 * padding - k) // stride + 1
    return out.reshape(N, K, H_out, W_out)
