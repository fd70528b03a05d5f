# wrong: writes zeros over the outermost pixels instead of adding a border AND changes its argument by it
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    if padding:
        x[:, :, :padding] = 0
        x[:, :, -padding:] = 0
        x[:, :, :, :padding] = 0
        x[:, :, :, -padding:] = 0
    k = weight.shape[-1]
    h = (x.shape[2] - k) // stride + 1
    w = (x.shape[3] - k) // stride + 1
    return (weight.flatten(1) @ F.unfold(x, k, stride=stride)).reshape(len(x), len(weight), h, w)
