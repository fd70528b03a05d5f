# wrong: takes the root of the number of places as height and width, so pictures that are not square fail
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[-1]
    windows = F.unfold(x, kernel_size=k, stride=stride, padding=padding)
    y = weight.flatten(1) @ windows
    side = int(windows.shape[-1] ** 0.5)
    return y.reshape(x.shape[0], weight.shape[0], side, side)
