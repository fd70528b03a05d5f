# wrong: repeats the edge pixels as padding, zeros are asked for
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    if padding > 0:
        x = F.pad(x, [padding] * 4, mode="replicate")
    k = weight.shape[-1]
    h = (x.shape[2] - k) // stride + 1
    w = (x.shape[3] - k) // stride + 1
    windows = F.unfold(x, k, stride=stride)
    return (weight.flatten(1) @ windows).reshape(x.shape[0], weight.shape[0], h, w)
