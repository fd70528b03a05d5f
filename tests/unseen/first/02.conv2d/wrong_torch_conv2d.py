# wrong: calls PyTorch's own convolution (torch.conv2d), which is not allowed here
import torch


def conv2d(x, weight, stride=1, padding=0):
    return torch.conv2d(x, weight, None, stride, padding)
